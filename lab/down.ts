import { existsSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { endWithLab } from "./faults/faults";
import { withLabLock } from "./lock";
import { askTool } from "./node/control-socket";
import { nodeNames, nodePaths } from "./node/node-paths";
import { type LabPaths, labPaths } from "./paths";
import { isRunning, readRecord } from "./process/process-record";
import { signal, stopProcess } from "./process/stop-process";
import { sweepAll } from "./process/sweep";
import * as real from "./real/clean-up";
import { type LabState, type NodeKind, readLabState } from "./state";
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
    await endWithLab(lab);
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
  return labUp(before === undefined ? options : { ...sizeOf(before), ...options });
}

const sizeOf = ({ servers, agents, version, kind }: LabState) => ({ servers, agents, version, kind });

async function stopDaemons(lab: LabPaths): Promise<void> {
  const { kind = "simulated" } = readLabState(lab) ?? {};
  const others = [lab.mirrorRecordFile, lab.balancerRecordFile];
  await Promise.all([
    ...nodesOf(lab).map((name) => stopNode(lab, kind, name)),
    ...others.map((file) => stopProcess(readRecord(file), 5_000)),
  ]);
}

/** The process that we see of a real node only waits for it, so the node itself is asked. */
async function stopNode(lab: LabPaths, kind: NodeKind, name: string): Promise<void> {
  const { daemonRecordFile, socket } = nodePaths(lab, name);
  const record = readRecord(daemonRecordFile);
  if (kind === "real") await askTool(socket, "poweroff").catch(() => undefined);
  await stopProcess(record, NODE_GRACE_MS);
  rmSync(daemonRecordFile, { force: true });
}

async function endLeftovers(lab: LabPaths, detail: (text: string) => void): Promise<void> {
  const isReal = readLabState(lab)?.kind === "real";
  const ended = (isReal ? await endRealNodes(lab) : endServices(lab)) + (await sweepAll(lab.dir));
  if (ended > 0) {
    detail(`ended ${ended} left over`);
  }
}

/** Of simulated nodes only: a real one records ids that mean something inside of it, and something else here. */
function endServices(lab: LabPaths): number {
  const records = nodesOf(lab).map((name) => readRecord(nodePaths(lab, name).serviceRecordFile));
  const running = records.filter(isRunning);
  for (const { pid } of running) signal(-pid, "SIGKILL");
  return running.length;
}

async function endRealNodes(lab: LabPaths): Promise<number> {
  let ended = 0;
  for (const name of nodesOf(lab)) ended += await real.endLeftovers(lab, name);
  await real.cleanUp(lab);
  return ended;
}

function nodesOf(lab: LabPaths): string[] {
  const state = readLabState(lab);
  return state === undefined ? [] : nodeNames(state.servers, state.agents);
}
