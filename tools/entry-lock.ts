import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const HEARTBEAT_MS = 2_000;
/** A lock whose holder has not touched it for so long is a dead holder's, whatever machine it ran on. */
const STALE_MS = 30_000;
const RETRY_MS = 500;

interface Holder {
  readonly pid: number;
  readonly host: string;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called about every half second as long as another process holds the lock. */
  readonly onWait?: (holder: string) => void;
}

/** Runs `work` while no other process runs under the same lock file. A dead holder's lock is taken over. */
export async function withEntryLock<T>(
  file: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  while (!(await tryLock(file))) {
    options.signal?.throwIfAborted();
    if (await isAbandoned(file)) await takeAway(file);
    else {
      options.onWait?.(await describeHolder(file));
      await sleep(RETRY_MS, undefined, options.signal ? { signal: options.signal } : {});
    }
  }
  const heartbeat = setInterval(() => void touch(file), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

async function tryLock(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx");
    const holder: Holder = { pid: process.pid, host: hostname() };
    await handle.writeFile(JSON.stringify(holder));
    await handle.close();
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const seen = await stat(file).catch(() => undefined);
  if (seen === undefined) return false;
  if (Date.now() - seen.mtimeMs > STALE_MS) return true;
  const holder = await readHolder(file);
  return holder !== undefined && holder.host === hostname() && !isAlive(holder.pid);
}

/** Renaming makes sure that only one of several waiting processes removes the lock. */
async function takeAway(file: string): Promise<void> {
  const away = `${file}.${process.pid}`;
  await rename(file, away).catch(() => undefined);
  await rm(away, { force: true });
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text === "" ? undefined : (JSON.parse(text) as Holder);
}

async function describeHolder(file: string): Promise<string> {
  const holder = await readHolder(file);
  return holder ? `process ${holder.pid}` : "another process";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
