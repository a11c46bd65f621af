import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { usage } from "../../domain/errors";
import type { LabPaths } from "../paths";
import { signal } from "../process/stop-process";
import { NODEJS_INSIDE } from "./launch";
import { processesOf } from "./network";

/** A program that k3s runs on a real node. */
export type Program = "kubelet" | "containerd" | "etcd";

/** Kills a node's program as a crash or the kernel's OOM killer would: it gets no chance to say goodbye. */
export async function killProgram(lab: LabPaths, node: string, program: Program): Promise<void> {
  const pids = (await processesOf(lab, node)).filter((pid) => runs(program, commandOf(pid)));
  if (pids.length === 0) {
    const next = program === "etcd" ? "name a server of a lab with three of them." : "look at: lab status.";
    throw usage("FAULT_TARGET_UNFIT", `no ${program} runs on ${node}.`, next);
  }
  for (const pid of pids) signal(pid, "SIGKILL");
}

/** The id of a process that sees the node's own files and processes. */
export async function insiderOf(lab: LabPaths, node: string): Promise<number> {
  const daemon = (await processesOf(lab, node)).find((pid) => commandOf(pid)[0] === NODEJS_INSIDE);
  if (daemon !== undefined) return daemon;
  throw usage("FAULT_TARGET_UNFIT", `${node} is switched off.`, "clear the fault power-off first.");
}

/** Kubernetes' programs are subcommands of the k3s file, the others are files of their own. */
export function runs(program: Program, [file = "", subcommand = ""]: readonly string[]): boolean {
  return program === "kubelet" ? subcommand === "kubelet" : basename(file) === program;
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    // Ended meanwhile.
    return [];
  }
}
