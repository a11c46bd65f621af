import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** The folder it works in; empty where it may not be asked. */
  readonly folder: string;
}

function folderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/** Every process of this machine, from /proc; one that ends meanwhile is left out. */
export function allProcesses(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        const parent = Number(
          readFileSync(`/proc/${name}/stat`, "utf8")
            .replace(/^.*\) /s, "")
            .split(" ")[1],
        );
        return [{ pid: Number(name), parent, command, folder: folderOf(name) }];
      } catch {
        return [];
      }
    });
}

/** Everything that a process started, and what that started. */
export function descendants(root: number, processes: readonly Process[] = allProcesses()): Process[] {
  const children = processes.filter(({ parent }) => parent === root);
  return children.flatMap((child) => [child, ...descendants(child.pid, processes)]);
}
