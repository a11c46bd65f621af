import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { K3sFile } from "../k3s-files";

/** Something that can be downloaded: a file or a text, with its true size and checksum. */
export interface Download {
  readonly size: number;
  readonly sha256: string;
  open(): Readable;
}

/** How a faulty mirror spoils a body. */
export type Spoil = "flip" | "truncate";

/** The names of a release's files for this machine's architecture; the lab has no others. */
export function assetNames(arch: string = process.arch): { binary: string; sums: string } {
  return arch === "arm64"
    ? { binary: "k3s-arm64", sums: "sha256sum-arm64.txt" }
    : { binary: "k3s", sums: "sha256sum-amd64.txt" };
}

/** The sums file of a release; like the real one it also lists an image archive. */
export function sumsText(binarySha256: string, arch: string = process.arch): string {
  const { binary, sums } = assetNames(arch);
  const images = `k3s-airgap-images-${sums.replace(/^sha256sum-|\.txt$/g, "")}.tar.zst`;
  const imagesSha256 = [...binarySha256].reverse().join("");
  return `${imagesSha256}  ${images}\n${binarySha256}  ${binary}\n`;
}

export function fileDownload(file: K3sFile): Download {
  const { size, sha256 } = file;
  return { size, sha256, open: () => createReadStream(file.path, { highWaterMark: 1 << 20 }) };
}

export function textDownload(text: string): Download {
  const bytes = Buffer.from(text);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { size: bytes.length, sha256, open: () => Readable.from([bytes]) };
}

/** Sends a download; a spoiled one has the promised length and wrong bytes, or breaks off in the middle. */
export async function sendDownload(
  response: ServerResponse,
  download: Download,
  spoil?: Spoil,
): Promise<void> {
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": String(download.size),
  });
  const body = spoil === undefined ? download.open() : spoiled(download, spoil);
  await pipeline(body, response).catch(() => response.destroy());
}

function spoiled(download: Download, spoil: Spoil): Readable {
  return Readable.from(spoil === "flip" ? flipped(download) : truncated(download));
}

async function* flipped(download: Download): AsyncGenerator<Buffer> {
  const middle = Math.floor(download.size / 2);
  let offset = 0;
  for await (const chunk of download.open() as AsyncIterable<Buffer>) {
    if (middle >= offset && middle < offset + chunk.length) {
      chunk.writeUInt8(chunk.readUInt8(middle - offset) ^ 0xff, middle - offset);
    }
    offset += chunk.length;
    yield chunk;
  }
}

async function* truncated(download: Download): AsyncGenerator<Buffer> {
  let left = Math.floor(download.size / 2);
  for await (const chunk of download.open() as AsyncIterable<Buffer>) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) {
      throw new Error("the connection breaks off here");
    }
  }
}
