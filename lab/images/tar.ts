import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Header } from "tar";

/** A file with its content at hand, a copy of a file on disk, or a folder. */
export type TarEntry = { readonly path: string; readonly mode: number } & (
  | { readonly content: string }
  | { readonly source: string }
  | { readonly folder: true }
);

const BLOCK = 512;

/**
 * Writes a tar in which the same entries always give the same bytes: no clock, no owner, the order as given.
 * The library packs what lies on disk and as it lies there; here only its headers are of use.
 * @returns the SHA-256 of the whole, in hexadecimal
 */
export async function writeTar(out: string, entries: readonly TarEntry[]): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(
    blocks(entries),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        digest.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(out),
  );
  return digest.digest("hex");
}

async function* blocks(entries: readonly TarEntry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    const size = await sizeOf(entry);
    yield header(entry, size);
    yield* contentOf(entry);
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function header(entry: TarEntry, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const type = "folder" in entry ? "Directory" : "File";
  const path = entry.path.replace(/^\//, "");
  const fields = { path, mode: entry.mode, size, type, uid: 0, gid: 0, mtime: new Date(0) } as const;
  const needsMore = new Header(fields).encode(block, 0);
  if (needsMore) throw new Error(`${entry.path} does not fit into one tar header`);
  return block;
}

async function sizeOf(entry: TarEntry): Promise<number> {
  if ("source" in entry) return (await stat(entry.source)).size;
  return "content" in entry ? Buffer.byteLength(entry.content) : 0;
}

async function* contentOf(entry: TarEntry): AsyncGenerator<Buffer> {
  if ("content" in entry) yield Buffer.from(entry.content);
  if ("source" in entry) yield* createReadStream(entry.source, { highWaterMark: 1 << 20 });
}
