import { readFileSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import type { LabPaths } from "../paths";

/** A fault that is at work. The daemons read these from the lab's `faults.json` whenever they act. */
export const ActiveFault = z.object({
  id: z.string(),
  /** What it strikes: a node, a version, an app; empty for everything it can strike. */
  target: z.string(),
  params: z.record(z.string(), z.string()),
  injectedAt: z.string(),
});
export type ActiveFault = z.infer<typeof ActiveFault>;

/** The lab's faults; none when the file is missing. */
export function readActiveFaults(lab: LabPaths): ActiveFault[] {
  let text: string;
  try {
    text = readFileSync(lab.faultsFile, "utf8");
  } catch {
    return [];
  }
  return z.array(ActiveFault).parse(JSON.parse(text));
}

/** Replaces the lab's faults by what `change` makes of them. */
export function changeFaults(lab: LabPaths, change: (active: ActiveFault[]) => ActiveFault[]): void {
  const changed = change(readActiveFaults(lab));
  writeFileAtomic.sync(lab.faultsFile, `${JSON.stringify(changed, undefined, 2)}\n`, { mode: 0o600 });
}
