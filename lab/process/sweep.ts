import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, recordOf } from "./process-record";
import { signal } from "./stop-process";

// Every process of a lab carries these two, so that what a killed daemon left behind is found.
const HOME = "GITOPS_UPDATES_LAB_HOME";
const OWNER = "GITOPS_UPDATES_LAB_OWNER";

/** The variables that mark a process as the lab's; a daemon marks its children as its own, too. */
export function labMark(labDir: string, owner?: number): Record<string, string> {
  const record = owner === undefined ? undefined : recordOf(owner);
  return { [HOME]: labDir, [OWNER]: record === undefined ? "" : `${record.pid}:${record.startTime}` };
}

/** Kills every marked process of the lab; answers how many there were. Linux only. */
export function sweepAll(labDir: string): Promise<number> {
  return killUntilGone(() => markedProcesses(labDir));
}

/** Kills the lab's processes whose daemon is gone; answers how many there were. Linux only. */
export function sweepOrphans(labDir: string): Promise<number> {
  return killUntilGone(() =>
    marked(labDir)
      .filter((found) => isOrphan(found.environment))
      .map((found) => found.pid),
  );
}

/** Every process of the lab that carries its mark; what runs in containers does not, but descends from one. Linux only. */
export const markedProcesses = (labDir: string): number[] => marked(labDir).map(({ pid }) => pid);

async function killUntilGone(find: () => number[]): Promise<number> {
  const first = find();
  // A process may fork while it is being killed, hence more than one round.
  for (let round = 0, pids = first; round < 40 && pids.length > 0; round++, pids = find()) {
    for (const pid of pids) {
      signal(pid, "SIGKILL");
    }
    await sleep(25);
  }
  return first.length;
}

function marked(labDir: string): { pid: number; environment: string[] }[] {
  return processIds()
    .filter((pid) => pid !== process.pid)
    .map((pid) => ({ pid, environment: environmentOf(pid) }))
    .filter(({ environment }) => environment.includes(`${HOME}=${labDir}`));
}

function isOrphan(environment: string[]): boolean {
  const owner = environment.find((entry) => entry.startsWith(`${OWNER}=`))?.slice(OWNER.length + 1);
  if (owner === undefined || owner === "") {
    return false;
  }
  const [pid, startTime] = owner.split(":");
  return !isRunning({ pid: Number(pid), startTime: startTime ?? "" });
}

function processIds(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // Gone already, or another user's.
    return [];
  }
}
