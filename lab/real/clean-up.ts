import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabPaths } from "../paths";
import { signal } from "../process/stop-process";
import { prefixOf, processesOf, removeNetwork } from "./network";

const CGROUPS = "/sys/fs/cgroup";
const ROUNDS = 100;

/** The cgroup below which all containers of a node are. */
export const cgroupOf = (lab: LabPaths, node: string): string => `/${prefixOf(lab)}/${node}`;

/** Ends whatever still lives in a node's network: a daemon without a record, or what it had started. */
export async function endLeftovers(lab: LabPaths, node: string): Promise<number> {
  const first = await processesOf(lab, node);
  let left = first;
  for (let round = 0; round < ROUNDS && left.length > 0; round++) {
    for (const pid of left) signal(pid, "SIGKILL");
    await sleep(25);
    left = await processesOf(lab, node);
  }
  return first.length;
}

/** Removes network and cgroups of a lab whose nodes are off. */
export async function cleanUp(lab: LabPaths): Promise<void> {
  await removeNetwork(lab);
  for (const root of hierarchies()) await removeTree(join(root, prefixOf(lab)));
}

/** With cgroup v1 every controller has a tree of its own; with v2 there is one. */
function hierarchies(): string[] {
  if (!existsSync(CGROUPS)) return [];
  const folders = readdirSync(CGROUPS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [CGROUPS, ...folders.map(({ name }) => join(CGROUPS, name))];
}

/** A cgroup is removed as a folder without its files; one whose last process just ended takes a moment. */
async function removeTree(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  }
  for (let round = 0; round < ROUNDS && !tryRemove(folder); round++) await sleep(20);
}

function tryRemove(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
