import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, type ProcessRecord } from "./process-record";

/** Sends a signal to a process or, with a negative id, to a group; one that is gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

/** Ends a recorded process: asked first, forced after `graceMs`. */
export async function stopProcess(record: ProcessRecord | undefined, graceMs: number): Promise<void> {
  if (!isRunning(record)) {
    return;
  }
  signal(record.pid, "SIGTERM");
  if (!(await gone(record, graceMs))) {
    signal(record.pid, "SIGKILL");
    await gone(record, 5_000);
  }
}

async function gone(record: ProcessRecord, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(record)) {
    if (Date.now() > deadline) {
      return false;
    }
    await sleep(25);
  }
  return true;
}
