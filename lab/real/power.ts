import { rmSync } from "node:fs";
import { nodeDaemon } from "../daemons";
import { nodePaths } from "../node/node-paths";
import type { LabPaths } from "../paths";
import { isRunning, readRecord } from "../process/process-record";
import { ensureDaemon } from "../process/spawn-daemon";
import { signal } from "../process/stop-process";
import { existingState } from "../status";
import { endLeftovers } from "./clean-up";
import { plug, unplug } from "./network";

/** Switches a node off as by pulling its plug: the wire goes dead first, so nobody hears a last word. */
export async function cutPower(lab: LabPaths, node: string): Promise<void> {
  const { daemonRecordFile } = nodePaths(lab, node);
  await unplug(lab, node);
  const record = readRecord(daemonRecordFile);
  if (isRunning(record)) signal(record.pid, "SIGKILL");
  await endLeftovers(lab, node);
  rmSync(daemonRecordFile, { force: true });
}

/** Switches it on again; it boots with what is on its disk. */
export async function bootNode(lab: LabPaths, node: string): Promise<void> {
  await plug(lab, node);
  await ensureDaemon(nodeDaemon(lab, existingState(lab), node));
}
