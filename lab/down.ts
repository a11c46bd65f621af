import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { withLabLock } from "./lock";
import { nodeNames, nodePaths } from "./node/node-paths";
import { type LabPaths, labPaths } from "./paths";
import { isRunning, readRecord } from "./process/process-record";
import { signal, stopProcess } from "./process/stop-process";
import { sweepAll } from "./process/sweep";
import { readLabState } from "./state";
import type { LabStatus } from "./status";
import { type OnProgress, Steps } from "./steps";
import { type LabUpOptions, labUp } from "./up";

/** What `labDown` is asked for. */
export interface LabDownOptions {
  /** @default "default" */
  readonly name?: string;
  readonly projectDir: string;
  /** Also remove the lab's folder. @default false */
  readonly remove?: boolean;
  readonly onProgress?: OnProgress;
}

// A node gives its k3s 30 s to end, then forces it.
const NODE_GRACE_MS = 40_000;

/** Stops every process of a lab, also those that a killed daemon left behind. */
export async function labDown(options: LabDownOptions): Promise<void> {
  const lab = labPaths(options.name ?? "default", options.projectDir);
  if (!existsSync(lab.dir)) {
    return;
  }
  await withLabLock(lab, async () => {
    const steps = new Steps(options.onProgress);
    await steps.run("Stop the nodes and the mirror", () => stopDaemons(lab));
    await steps.run("Look for leftovers", (detail) => endLeftovers(lab, detail));
    await rm(lab.runDir, { recursive: true, force: true });
    if (options.remove === true) {
      await steps.run("Remove the folder", () => rm(lab.dir, { recursive: true, force: true }));
    }
  });
}

/** Removes a lab and makes it anew, of the same size unless another is asked for. */
export async function labReset(options: LabUpOptions): Promise<LabStatus> {
  const lab = labPaths(options.name ?? "default", options.projectDir);
  const before = readLabState(lab);
  await labDown({ ...options, remove: true });
  return labUp(
    before === undefined ? options : { agents: before.agents, version: before.version, ...options },
  );
}

async function stopDaemons(lab: LabPaths): Promise<void> {
  const nodes = nodesOf(lab).map((name) => nodePaths(lab, name).daemonRecordFile);
  const stops = nodes.map((file) => stopProcess(readRecord(file), NODE_GRACE_MS));
  await Promise.all([...stops, stopProcess(readRecord(lab.mirrorRecordFile), 5_000)]);
}

async function endLeftovers(lab: LabPaths, detail: (text: string) => void): Promise<void> {
  for (const name of nodesOf(lab)) {
    const record = readRecord(nodePaths(lab, name).serviceRecordFile);
    if (isRunning(record)) {
      signal(-record.pid, "SIGKILL");
    }
  }
  const ended = await sweepAll(lab.dir);
  if (ended > 0) {
    detail(`ended ${ended} left over`);
  }
}

function nodesOf(lab: LabPaths): string[] {
  const state = readLabState(lab);
  return state === undefined ? [] : nodeNames(state.servers, state.agents);
}
