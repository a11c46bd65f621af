import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import type { HttpAnswer, HttpOptions } from "../../../domain/ports";
import { shown } from "./trouble";

const Stored = z.object({
  /** For people who look: without user, password and query. */
  address: z.string(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  /** Of the body's file, which is written first: a crash between the two must not pair them wrongly. */
  sha256: z.string(),
});
type Stored = z.infer<typeof Stored>;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Answers on disk with what is needed to ask "has it changed?". Nothing is ever served without the server's own
 * "no" (304), so an entry made with one credential gives nothing to another one that the server refuses.
 */
export class DiskCache {
  constructor(private readonly dir: string) {}

  find(url: string, options: HttpOptions): HttpAnswer | null {
    const file = this.fileOf(url, options);
    try {
      const { etag, lastModified, headers, sha256 } = Stored.parse(
        JSON.parse(readFileSync(`${file}.json`, "utf8")),
      );
      const body = readFileSync(`${file}.body`, "utf8");
      if (digest(body) !== sha256) return null;
      const validators = {
        ...(etag === undefined ? {} : { etag }),
        ...(lastModified === undefined ? {} : { "last-modified": lastModified }),
      };
      return { status: 200, headers: { ...headers, ...validators }, body };
    } catch {
      // Absent, half written or of an older form: asking anew is all that is lost.
      return null;
    }
  }

  keep(url: string, options: HttpOptions, answer: HttpAnswer): void {
    const { etag, "last-modified": lastModified, link } = answer.headers;
    if (answer.status !== 200 || options.post !== undefined || options.secret === true) return;
    if (etag === undefined && lastModified === undefined) return;
    const file = this.fileOf(url, options);
    const headers: Stored["headers"] = link === undefined ? {} : { link };
    const meta: Stored = { address: shown(url), etag, lastModified, headers, sha256: digest(answer.body) };
    try {
      mkdirSync(this.dir, { recursive: true, mode: 0o700 });
      writeFileAtomic.sync(`${file}.body`, answer.body, { mode: 0o600 });
      writeFileAtomic.sync(`${file}.json`, JSON.stringify(meta), { mode: 0o600 });
    } catch {
      // A full or read-only disk costs the next run a request; the answer itself is here.
    }
  }

  /** The credential itself is not part of the name: a name can be read by who may not read the file. */
  private fileOf(url: string, { headers = {}, authorization }: HttpOptions): string {
    const key = [url, headers.accept ?? "", authorization === undefined ? "open" : "authorized"].join("\n");
    return join(this.dir, digest(key).slice(0, 32));
  }
}

/** Asks "only if it is not this one". */
export function conditionalOn(cached: HttpAnswer | null): Record<string, string> {
  const { etag, "last-modified": lastModified } = cached?.headers ?? {};
  return {
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
  };
}
