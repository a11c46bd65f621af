import { join } from "node:path";
import { resolveTool } from "../tools/resolve";
import { writeAgeKey } from "./age-key";
import { balancerDaemon, mirrorDaemon, nodeDaemon } from "./daemons";
import { readActiveFaults } from "./faults/faults-file";
import { isSwitchedOff } from "./faults/power-off";
import { writeProductFiles } from "./inventory";
import { K3sFiles, type PackK3s, type PackOptions } from "./k3s-files";
import { packK3s } from "./k3s-source";
import { writeKubeconfig } from "./kubeconfig";
import { withLabLock } from "./lock";
import { stableVersion } from "./mirror/catalogue";
import { prepareNode } from "./node/node-folder";
import { nodeNames, nodePaths } from "./node/node-paths";
import { ASK_DAEMON } from "./node/shims";
import { type LabPaths, labPaths } from "./paths";
import { makePki } from "./pki";
import { type LabSize, prepareLab } from "./prepare";
import { isRunning, readRecord } from "./process/process-record";
import { ensureDaemon } from "./process/spawn-daemon";
import { sweepOrphans } from "./process/sweep";
import { endLeftovers } from "./real/clean-up";
import { ensureNetwork } from "./real/network";
import { provideImages, provideRuntime } from "./real/runtime";
import { writeSshFiles } from "./ssh-files";
import type { LabState } from "./state";
import { type LabStatus, labStatus } from "./status";
import { type Detail, type OnProgress, Steps } from "./steps";
import { waitForApi, waitForNodes } from "./wait";
import { applyWorkloads, type SwitchedOn, waitForWorkloads } from "./workloads";

/** What `labUp` is asked for. */
export interface LabUpOptions extends LabSize {
  /** @default "default" */
  readonly name?: string;
  readonly projectDir: string;
  readonly onProgress?: OnProgress;
  /**
   * Versions whose files are made now, so that their first download need not wait for a build.
   * @default the one at which the channel `stable` stands
   */
  readonly mirrored?: readonly string[];
  readonly signal?: AbortSignal;
  /** Where k3s files come from; tests bring their own. */
  readonly pack?: PackK3s;
}

/** Starts a lab, or whatever of it does not run. Repeating it is safe, also after it was broken off. */
export async function labUp(options: LabUpOptions): Promise<LabStatus> {
  const lab = labPaths(options.name ?? "default", options.projectDir);
  return withLabLock(lab, async () => {
    const steps = new Steps(options.onProgress);
    const state = await steps.run("Prepare the folder", () => prepare(lab, options));
    const files = k3sFiles(lab, options);
    await steps.run(`Provide k3s ${state.version}`, (detail) => layOutNodes(lab, state, files, detail));
    if (state.kind === "real") await prepareRealNodes(lab, state, steps, options.signal);
    const switchedOn = await startDaemons(lab, state, steps);
    await Promise.all([startCluster(lab, state, switchedOn, steps), mirrorVersions(files, options, steps)]);
    return labStatus(lab);
  });
}

async function prepare(lab: LabPaths, options: LabUpOptions): Promise<LabState> {
  await sweepOrphans(lab.dir);
  return prepareLab(lab, options);
}

/** The lab's k3s files; making one can be broken off. */
function k3sFiles(lab: LabPaths, { pack = packK3s, signal }: LabUpOptions): K3sFiles {
  const packing = (version: string, file: string, options: PackOptions = {}) =>
    pack(version, file, { ...options, ...(signal === undefined ? {} : { signal }) });
  return new K3sFiles(join(lab.mirrorDir, "k3s"), packing);
}

async function layOutNodes(
  lab: LabPaths,
  state: LabState,
  files: K3sFiles,
  onProgress: Detail,
): Promise<void> {
  const { path } = await files.get(state.version, { onProgress });
  const { file } = await resolveTool(ASK_DAEMON, { onProgress: ({ message }) => onProgress(message) });
  const programs = { k3sFile: path, askDaemon: file };
  const names = nodeNames(state.servers, state.agents);
  await Promise.all([
    makePki(lab, state, path),
    ...names.map((name) => prepareNode(lab, state, name, programs)),
  ]);
  writeKubeconfig(lab, state);
  writeSshFiles(lab, state);
  writeProductFiles(lab, state);
  await writeAgeKey(lab.dir);
}

async function prepareRealNodes(
  lab: LabPaths,
  state: LabState,
  steps: Steps,
  signal: AbortSignal | undefined,
): Promise<void> {
  await steps.run("Provide the container runtime", (onProgress) =>
    provideRuntime(lab, { etcd: state.servers > 1, signal, onProgress }),
  );
  await steps.run("Provide the images", (onProgress) => provideImages(lab, state, { signal, onProgress }));
  await steps.run("Connect the nodes", async () => {
    for (const node of nodeNames(state.servers, state.agents)) {
      // A killed command may have left a node that no record knows of.
      if (!isRunning(readRecord(nodePaths(lab, node).daemonRecordFile))) await endLeftovers(lab, node);
    }
    await ensureNetwork(lab, state);
  });
}

async function mirrorVersions(files: K3sFiles, options: LabUpOptions, steps: Steps): Promise<void> {
  for (const version of options.mirrored ?? [stableVersion()]) {
    await steps.run(`Provide k3s ${version} for the mirror`, (onProgress) =>
      files.get(version, { onProgress }),
    );
  }
}

/** Answers which nodes were off until now. */
async function startDaemons(lab: LabPaths, state: LabState, steps: Steps): Promise<SwitchedOn> {
  const nodes = nodeNames(state.servers, state.agents).filter((node) => !isSwitchedOff(lab, node));
  const switchedOn = { at: new Date(), nodes: new Set<string>() };
  const start = async (node: string): Promise<void> => {
    if ((await ensureDaemon(nodeDaemon(lab, state, node))) === "started") switchedOn.nodes.add(node);
  };
  await Promise.all([
    steps.run("Start the release mirror", () => ensureDaemon(mirrorDaemon(lab))),
    ...nodes.map((node) => steps.run(`Start ${node}`, () => start(node))),
    ...(state.servers > 1 ? [steps.run("Start the balancer", () => ensureDaemon(balancerDaemon(lab)))] : []),
  ]);
  return switchedOn;
}

async function startCluster(
  lab: LabPaths,
  state: LabState,
  switchedOn: SwitchedOn,
  steps: Steps,
): Promise<void> {
  const nodes = nodeNames(state.servers, state.agents);
  // With a fault at work some of it may never become Ready, and that is intended.
  const isWhole = readActiveFaults(lab).length === 0;
  await steps.run("Wait for the API server", () => waitForApi(lab));
  // Volumes of real nodes stay where they are made first, so all nodes have to be there to choose from.
  if (isWhole) await steps.run("Wait for the nodes", (detail) => waitForNodes(lab, nodes, detail));
  await steps.run("Apply the workloads", () => applyWorkloads(lab, state.kind));
  // Simulated pods never stop, so they are as ready as they were.
  const restarted = state.kind === "real" ? switchedOn : undefined;
  if (isWhole)
    await steps.run("Wait for the workloads", (detail) => waitForWorkloads(lab, detail, restarted));
}
