import { existsSync } from "node:fs";
import { join } from "node:path";
import { type LabPaths, packageRoot } from "../paths";
import { command } from "./command";
import { insiderOf } from "./processes";

const KIB_PER_MIB = 1024;

/** Puts folders of a node on a disk that has only so much room left; see full-disk.sh. */
export const fillDisk = (lab: LabPaths, node: string, folders: readonly string[], freeMib: number) =>
  inside(lab, node, "fill", String(freeMib * KIB_PER_MIB), ...folders);

/** Gives them their room back, with everything that was written meanwhile. */
export const freeDisk = (lab: LabPaths, node: string, folders: readonly string[]) =>
  inside(lab, node, "free", ...folders);

async function inside(lab: LabPaths, node: string, ...args: string[]): Promise<void> {
  const script = join(packageRoot(__dirname, existsSync), "lab/node/assets/full-disk.sh");
  const target = String(await insiderOf(lab, node));
  await command("nsenter", "--target", target, "--mount", "--pid", "--", "/bin/sh", script, ...args);
}
