import { readdirSync, readFileSync } from "node:fs";
import { markedProcesses } from "../lab/process/sweep";

/** Of pages that several processes share, each counts its part: so the sum is what the lab takes. */
const PROPORTIONAL_SET = /^Pss:\s+(\d+)/m;
const PARENT = /^PPid:\s+(\d+)/m;

/** As Linux counts wherever Node runs. */
const TICKS_PER_SECOND = 100;

function numberIn(file: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(file, "utf8"))?.[1] ?? 0);
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

/** The processes and everything that descends from them, containers included. */
function withDescendants(roots: readonly number[]): Set<number> {
  const all = readdirSync("/proc").map(Number).filter(Number.isInteger);
  const parents = new Map(all.map((pid) => [pid, numberIn(`/proc/${pid}/status`, PARENT)]));
  const family = new Set(roots);
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return family;
}

/** Processor seconds that the processes of a lab and what they started have taken so far. */
export function labProcessorSeconds(labDir: string): number {
  const ticks = [...withDescendants(markedProcesses(labDir))].map(ticksOf);
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
}

/** Its own, and those of its children that have ended. */
function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields.slice(11, 15).reduce((sum, value) => sum + Number(value), 0);
  } catch {
    return 0;
  }
}

/** Memory of every process of a lab. */
export function labMemoryMb(labDir: string): number {
  const processes = [...withDescendants(markedProcesses(labDir))];
  const kilobytes = processes.map((pid) => numberIn(`/proc/${pid}/smaps_rollup`, PROPORTIONAL_SET));
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1024;
}
