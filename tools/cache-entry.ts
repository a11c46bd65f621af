import { existsSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withEntryLock } from "./entry-lock";

export interface EntryOptions {
  readonly signal?: AbortSignal | undefined;
  readonly report: (message: string) => void;
}

/**
 * Makes the folder `dir` with the executable `name` in it, once: a second process waits for the first and
 * takes what it made. `fill` works in a folder beside it that only gets its name when everything is on disk,
 * so that an interruption leaves nothing half.
 * @returns the executable file
 */
export async function makeEntry(
  dir: string,
  name: string,
  options: EntryOptions,
  fill: (unfinished: string) => Promise<void>,
): Promise<string> {
  const file = join(dir, name);
  const onWait = (holder: string) => options.report(`${holder} is already making it, waiting`);
  await withEntryLock(`${dir}.lock`, { signal: options.signal, onWait }, async () => {
    if (existsSync(file)) return;
    await removeLeftovers(dir);
    await fillAndName(dir, name, fill);
  });
  return file;
}

async function fillAndName(dir: string, name: string, fill: (dir: string) => Promise<void>): Promise<void> {
  const unfinished = await mkdtemp(join(dirname(dir), prefix(dir)));
  try {
    await fill(unfinished);
    await flush(join(unfinished, name));
    await rm(dir, { recursive: true, force: true });
    await rename(unfinished, dir);
    await flush(dirname(dir));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** What an interrupted process left behind; safe to remove, because we hold its lock. */
async function removeLeftovers(dir: string): Promise<void> {
  const parent = dirname(dir);
  await mkdir(parent, { recursive: true });
  const left = (await readdir(parent)).filter((entry) => entry.startsWith(prefix(dir)));
  await Promise.all(left.map((entry) => rm(join(parent, entry), { recursive: true, force: true })));
}

function prefix(dir: string): string {
  return `.${basename(dir)}.`;
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
}
