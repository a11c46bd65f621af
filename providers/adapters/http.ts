import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { waiting } from "../../domain/errors";
import type { Http, HttpAnswer } from "../../domain/ports";
import { retryWaiting } from "./retry";

const CONNECT_AND_READ_MS = 20_000;
const DOWNLOAD_MS = 30 * 60_000;
const DEFAULT_LIMIT = 20 * 1024 * 1024;

const agent = { "user-agent": "gitops-updates", accept: "application/json, text/plain, */*" };

function unreachable(url: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message : String(cause);
  return waiting(
    "SOURCE_UNREACHABLE",
    `${new URL(url).host} did not answer (${said}).`,
    "check the network or gitops-updates:cluster.sources and run again.",
    error,
  );
}

async function request(url: string, redirect: "follow" | "manual", milliseconds: number): Promise<Response> {
  try {
    const response = await fetch(url, {
      redirect,
      headers: agent,
      signal: AbortSignal.timeout(milliseconds),
    });
    if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
    return response;
  } catch (error) {
    throw unreachable(url, error);
  }
}

/** Reads a body up to a limit, so that a wrong address cannot fill the memory. */
async function readLimited(response: Response, url: string, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw unreachable(url, new Error(`the answer is larger than ${maxBytes} bytes`));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function get(url: string, maxBytes: number, redirect: "follow" | "manual"): Promise<HttpAnswer> {
  const response = await request(url, redirect, CONNECT_AND_READ_MS);
  const body = await readLimited(response, url, maxBytes).catch((error: unknown) => {
    throw unreachable(url, error);
  });
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

async function download(url: string, file: string): Promise<string> {
  const response = await request(url, "follow", DOWNLOAD_MS);
  if (response.status !== 200 || response.body === null)
    throw unreachable(url, new Error(`HTTP ${response.status}`));
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      hashing,
      createWriteStream(file, { mode: 0o600 }),
    );
  } catch (error) {
    throw unreachable(url, error);
  }
  return hash.digest("hex");
}

/** HTTP with time limits, size limits and retries for what comes right by itself. */
export const openHttp = (): Http => ({
  get: (url, options = {}) =>
    retryWaiting(() => get(url, options.maxBytes ?? DEFAULT_LIMIT, options.redirect ?? "follow")),
  download: (url, file) => retryWaiting(() => download(url, file)),
});
