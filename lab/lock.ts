import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { usage } from "../domain/errors";
import type { LabPaths } from "./paths";
import { isRunning, readRecord, recordOf } from "./process/process-record";

/** Runs a command that changes the lab, while no other one does. */
export async function withLabLock<T>(lab: LabPaths, work: () => Promise<T>): Promise<T> {
  lock(lab);
  try {
    return await work();
  } finally {
    rmSync(lab.lockFile, { force: true });
  }
}

function lock(lab: LabPaths): void {
  mkdirSync(dirname(lab.lockFile), { recursive: true });
  const mine = JSON.stringify(recordOf(process.pid));
  try {
    writeFileSync(lab.lockFile, mine, { flag: "wx" });
  } catch {
    const holder = readRecord(lab.lockFile);
    if (isRunning(holder)) {
      const what = `another command (process ${holder.pid}) is at work on the lab "${lab.name}".`;
      throw usage("LAB_BUSY", what, "wait until it is done.");
    }
    // Whoever held it was killed.
    writeFileSync(lab.lockFile, mine);
  }
}
