import { constants, readFileSync } from "node:fs";
import { copyFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { sha256Of } from "./sha256";

export interface PackOptions {
  readonly onProgress?: (detail: string) => void;
  readonly signal?: AbortSignal;
}

/** Makes the k3s file of a version; where it comes from is not the lab's business. */
export type PackK3s = (version: string, outFile: string, options?: PackOptions) => Promise<void>;

/** A k3s file with what a release page tells of it. */
export const K3sFile = z.object({ path: z.string(), size: z.number(), sha256: z.string() });
export type K3sFile = z.infer<typeof K3sFile>;

/** The k3s files of one lab, one per version, made when first asked for. */
export class K3sFiles {
  private readonly making = new Map<string, Promise<K3sFile>>();

  constructor(
    private readonly dir: string,
    private readonly pack: PackK3s,
  ) {}

  /** The file of that version; callers that ask at the same time share the work. */
  get(version: string, options: PackOptions = {}): Promise<K3sFile> {
    const running = this.making.get(version) ?? this.make(version, options);
    this.making.set(version, running);
    running.catch(() => this.making.delete(version));
    return running;
  }

  /** What is known of a version's file without making it. */
  known(version: string): K3sFile | undefined {
    try {
      return K3sFile.parse(JSON.parse(readFileSync(this.factsFile(version), "utf8")));
    } catch {
      return undefined;
    }
  }

  /** Where the version's file is or will be. */
  path(version: string): string {
    return join(this.dir, version, "k3s");
  }

  private async make(version: string, options: PackOptions): Promise<K3sFile> {
    const known = this.known(version);
    if (known !== undefined && (await stat(known.path).catch(() => undefined))?.size === known.size) {
      return known;
    }
    const path = this.path(version);
    await mkdir(dirname(path), { recursive: true });
    await this.pack(version, path, options);
    const facts = { path, size: (await stat(path)).size, sha256: await sha256Of(path) };
    await writeFile(this.factsFile(version), `${JSON.stringify(facts)}\n`);
    return facts;
  }

  private factsFile(version: string): string {
    return join(this.dir, version, "facts.json");
  }
}

/** Puts a k3s file in a node's place; never into the file that runs, whose pages are in use. */
export async function installK3s(from: string, to: string): Promise<void> {
  const next = `${to}.lab-new`;
  await mkdir(dirname(to), { recursive: true });
  await rm(next, { force: true });
  await copyFile(from, next, constants.COPYFILE_FICLONE);
  await rename(next, to);
}
