import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import type { Clock, HttpAnswer, HttpOptions } from "../../../domain/ports";
import { shown } from "./trouble";

const Stored = z.object({
  /** For people who look: without user, password and query. */
  address: z.string(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  /** When the server last said that this is its answer. */
  checkedAt: z.string().default(""),
  /** Digest of the token that it was given to; another one must ask for itself. */
  token: z.string().optional(),
  /** Of the body's file, which is written first: a crash between the two must not pair them wrongly. */
  sha256: z.string(),
});
type Stored = z.infer<typeof Stored>;

const digest = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** Tokens are long and random. Of a password no digest is kept: whoever finds it could try until it fits. */
const tokenOf = ({ authorization, anonymous }: HttpOptions): string | undefined =>
  anonymous !== true && authorization?.startsWith("Bearer ") ? digest(authorization) : undefined;

const isOpen = ({ authorization, anonymous }: HttpOptions): boolean =>
  authorization === undefined || anonymous === true;

/** Whether it may be handed out without asking the server again: public, or to the same token. */
const isFor = (options: HttpOptions, token: string | undefined): boolean =>
  isOpen(options) || (token !== undefined && token === tokenOf(options));

export interface CachedAnswer {
  readonly answer: HttpAnswer;
  /** ISO time; empty when it may not be served without asking. */
  readonly checkedAt: string;
}

/**
 * Answers on disk with what is needed to ask "has it changed?". Without the server's own "no" (304) only young ones
 * are served, and only to whom they were given: an entry made with one credential gives nothing to another one.
 */
export class DiskCache {
  constructor(
    private readonly dir: string,
    private readonly clock: Clock,
  ) {}

  find(url: string, options: HttpOptions): CachedAnswer | null {
    const file = this.fileOf(url, options);
    try {
      const { etag, lastModified, headers, sha256, checkedAt, token } = this.meta(file);
      const body = readFileSync(`${file}.body`);
      if (digest(body) !== sha256) return null;
      const validators = {
        ...(etag === undefined ? {} : { etag }),
        ...(lastModified === undefined ? {} : { "last-modified": lastModified }),
      };
      const answer: HttpAnswer = {
        status: 200,
        headers: { ...headers, ...validators },
        body: body.toString("utf8"),
        unchanged: true,
        sha256,
      };
      return { answer, checkedAt: isFor(options, token) ? checkedAt : "" };
    } catch {
      // Absent, half written or of an older form: asking anew is all that is lost.
      return null;
    }
  }

  /** The server has said that nothing has changed. */
  confirm(url: string, options: HttpOptions): void {
    const file = this.fileOf(url, options);
    this.tryWriting(() => this.writeMeta(file, { ...this.meta(file), ...this.checked(options) }));
  }

  /** The answer, with its digest if it is one that is kept. */
  keep(url: string, options: HttpOptions, answer: HttpAnswer): HttpAnswer {
    const { etag, "last-modified": lastModified, link } = answer.headers;
    if (answer.status !== 200 || options.secret === true) return answer;
    const file = this.fileOf(url, options);
    const headers: Stored["headers"] = link === undefined ? {} : { link };
    const sha256 = digest(answer.body);
    const meta = { address: shown(url), etag, lastModified, headers, sha256 };
    this.tryWriting(() => {
      mkdirSync(this.dir, { recursive: true, mode: 0o700 });
      writeFileAtomic.sync(`${file}.body`, answer.body, { mode: 0o600 });
      this.writeMeta(file, { ...meta, ...this.checked(options) });
    });
    return { ...answer, sha256 };
  }

  private meta(file: string): Stored {
    return Stored.parse(JSON.parse(readFileSync(`${file}.json`, "utf8")));
  }

  private checked(options: HttpOptions): Pick<Stored, "checkedAt" | "token"> {
    return { checkedAt: this.clock.now().toISOString(), token: tokenOf(options) };
  }

  private writeMeta(file: string, meta: Stored): void {
    writeFileAtomic.sync(`${file}.json`, JSON.stringify(meta), { mode: 0o600 });
  }

  /** A full or read-only disk costs the next run a request; the answer itself is here. */
  private tryWriting(write: () => void): void {
    try {
      write();
    } catch {}
  }

  /** The credential itself is not part of the name: a name can be read by who may not read the file. */
  private fileOf(url: string, options: HttpOptions): string {
    const asked = [url, options.headers?.accept ?? "", isOpen(options) ? "open" : "authorized"];
    const key = [...asked, ...(options.post === undefined ? [] : [options.post])].join("\n");
    return join(this.dir, digest(key).slice(0, 32));
  }
}

/** Asks "only if it is not this one"; HTTP knows that for what is got, not for what is posted. */
export function conditionalOn(cached: HttpAnswer | null, { post }: HttpOptions): Record<string, string> {
  if (post !== undefined) return {};
  const { etag, "last-modified": lastModified } = cached?.headers ?? {};
  return {
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(lastModified === undefined ? {} : { "if-modified-since": lastModified }),
  };
}
