import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";

/** A process that outlives us: its id, and when it started, since ids are used again. */
export const ProcessRecord = z.object({ pid: z.number().int().positive(), startTime: z.string() });
export type ProcessRecord = z.infer<typeof ProcessRecord>;

/** When the process started, in the system's own words; undefined when it is gone or a zombie. */
export function startTimeOf(pid: number): string | undefined {
  return process.platform === "linux" ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

/** The record of a process that runs now. */
export function recordOf(pid: number): ProcessRecord | undefined {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

/** Whether the recorded process, and not another one with its id, still runs. */
export function isRunning(record: ProcessRecord | undefined): record is ProcessRecord {
  return record !== undefined && startTimeOf(record.pid) === record.startTime;
}

/** Writes down a process, so that a later command finds it again. */
export function writeRecord(file: string, pid: number): void {
  const record = recordOf(pid);
  if (record !== undefined) {
    writeFileAtomic.sync(file, `${JSON.stringify(record)}\n`);
  }
}

/** Reads a record; a missing or half-written one counts as none. */
export function readRecord(file: string): ProcessRecord | undefined {
  try {
    return ProcessRecord.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** The fields of /proc/PID/stat after the command name, which may itself hold blanks and brackets. */
export function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function startTimeFromProc(pid: number): string | undefined {
  const fields = statFields(pid);
  const zombie = fields?.[0] === "Z" || fields?.[0] === "X";
  // Field 22 of the file is the twentieth after the command name.
  return zombie ? undefined : fields?.[19];
}

function startTimeFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" || line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
  } catch {
    return undefined;
  }
}
