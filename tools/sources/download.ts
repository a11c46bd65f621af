import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract } from "tar";
import { makeEntry } from "../cache-entry";
import { entryDir } from "../cache-paths";
import { publishedDigest } from "../checksums";
import type { Release, SourceContext, Tool, ToolSource } from "../types";

/** How long a server may take to begin its answer: where it is out of reach, there are other sources to ask. */
const ANSWER_MS = 5_000;

/** Downloads the official release into the cache, if it is what its publisher says it is. */
export const downloadSource: ToolSource = {
  id: "download",
  async find(tool, context) {
    if (tool.release === undefined) return { reason: "there is no release to download" };
    const release = forThisPlatform(tool.release, tool.version);
    if (release === undefined) return { reason: `no release for ${process.platform} ${process.arch}` };
    const digest = await fetchDigest(release, context);
    if (digest === undefined) return { reason: `no SHA-256 is published for ${basename(release.url)}` };
    const dir = await entryDir(tool, context.cacheDir, context.checkout);
    const report = (message: string) => context.report("download", message);
    const file = await makeEntry(dir, tool.executable, { signal: context.signal, report }, (unfinished) =>
      downloadInto(unfinished, release, digest, tool, context),
    );
    return { file, version: tool.version };
  },
};

/** The release with its addresses filled in, or nothing where the project publishes none for this machine. */
export function forThisPlatform(
  release: Release,
  version: string,
  platform: string = process.platform,
  cpu: string = process.arch,
): Release | undefined {
  const os = release.os[platform];
  const arch = release.arch[cpu];
  if (os === undefined || arch === undefined) return undefined;
  const fill = (template: string) =>
    template.replaceAll("{version}", version.slice(1)).replaceAll("{os}", os).replaceAll("{arch}", arch);
  return { ...release, url: fill(release.url), checksums: fill(release.checksums) };
}

async function fetchDigest(release: Release, context: SourceContext): Promise<string | undefined> {
  context.report("download", `asking for the checksum of ${basename(release.url)}`);
  const answer = await get(release.checksums, context.signal);
  return publishedDigest(release.checksumFormat, await answer.text(), basename(release.url));
}

async function downloadInto(
  dir: string,
  release: Release,
  digest: string,
  tool: Tool,
  context: SourceContext,
): Promise<void> {
  const download = join(dir, ".download");
  context.report("download", release.url);
  const { body } = await get(release.url, context.signal);
  if (body === null) throw new Error(`${release.url} is empty`);
  await pipeline(Readable.fromWeb(body), createWriteStream(download), { signal: context.signal });
  await verify(download, digest, release.url);
  if (release.packaging === "tar.gz") {
    await extract({ file: download, cwd: dir, strip: 1 });
    await rm(download);
    return;
  }
  await chmod(download, 0o755);
  await rename(download, join(dir, tool.executable));
}

async function verify(file: string, expected: string, url: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const seen = hash.digest("hex");
  if (seen !== expected) throw new Error(`${url} has SHA-256 ${seen}, published is ${expected}`);
}

/** Fetches with a limit on the wait for the beginning of the answer only, not on the transfer. */
async function get(url: string, signal: AbortSignal | undefined): Promise<Response> {
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), ANSWER_MS);
  const either = AbortSignal.any([impatience.signal, ...(signal ? [signal] : [])]);
  try {
    const response = await fetch(url, { signal: either });
    if (response.ok) return response;
    throw new Error(`${url} answers ${response.status}`);
  } catch (error) {
    signal?.throwIfAborted();
    throw impatience.signal.aborted
      ? new Error(`no answer from ${new URL(url).host} in 5 s`)
      : readable(error, url);
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` says "fetch failed" about everything between it and a server, and keeps the reason as the cause. */
function readable(error: unknown, url: string): unknown {
  const { cause } = error as Error;
  if (cause === undefined) return error;
  return new Error(`cannot reach ${new URL(url).host}: ${(cause as Error).message}`, { cause: error });
}
