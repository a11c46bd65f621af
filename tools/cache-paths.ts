import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { GoModule, Tool } from "./types";

/** What is kept between runs of one user and can be had again. */
export const cacheDir = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "gitops-updates");

/** Where tools are kept, for all checkouts. */
export const toolCacheDir = (env: NodeJS.ProcessEnv = process.env): string => join(cacheDir(env), "tools");

/** The folder of one entry. What is built from our own sources is kept apart by a digest of them. */
export async function entryDir(tool: Tool, cacheDir: string, checkout: string): Promise<string> {
  const { ownSources } = tool.module;
  const key = ownSources ? `${tool.version}-${await sourceDigest(tool.module, checkout)}` : tool.version;
  return join(cacheDir, tool.name, key);
}

/** A short digest of everything a build reads from this checkout, and of the flags it is given. */
export async function sourceDigest(module: GoModule, checkout: string): Promise<string> {
  const dir = join(checkout, module.dir);
  const digest = createHash("sha256").update(JSON.stringify(module));
  for (const file of await inputsOf(module, dir)) {
    digest.update(`\0${file}\0`).update(await readFile(join(dir, file)));
  }
  return digest.digest("hex").slice(0, 12);
}

/** The Go sources, what they embed, and the one pair of module files that this version uses. */
async function inputsOf(module: GoModule, dir: string): Promise<string[]> {
  const modfile = module.modfile ?? "go.mod";
  const used = [modfile, modfile.replace(/\.mod$/, ".sum")];
  const files = await readdir(dir, { recursive: true });
  return files.filter((file) => /\.(go|yaml)$/.test(file) || used.includes(file)).sort();
}
