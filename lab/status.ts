import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { usage } from "../domain/errors";
import { apiUrl, nodeAddress, sshPort } from "./addresses";
import { type ActiveFault, readActiveFaults } from "./faults/faults-file";
import { mirrorSources } from "./inventory";
import { kubeconfigFile } from "./kubeconfig";
import { type KubernetesNode, readNodes } from "./kubernetes-nodes";
import { askTool } from "./node/control-socket";
import { type NodeRole, nodeNames, nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";
import { isRunning, readRecord } from "./process/process-record";
import { type LabState, type NodeKind, readLabState } from "./state";

/** What of the lab is the real thing, so that nobody takes the rest for it. */
export const REAL: Record<NodeKind, string> = {
  simulated: "API server, controllers, scheduler, datastore, SSH, files, services",
  real: "control plane, datastore, kubelets, containers, pod network, kube-proxy, SSH, files, services",
};
export const SIMULATED: Record<NodeKind, string> = {
  simulated: "kubelets and containers (KWOK), systemd, release sites",
  real: "machines (namespaces of this one), systemd, flannel (bridges and routes), release sites",
};

/** One node of a lab. */
export interface LabNodeStatus {
  readonly name: string;
  readonly role: NodeRole;
  /** Whether the node is switched on. */
  readonly up: boolean;
  /** The k3s unit's state in systemd's words, such as `active (running)`. */
  readonly service: string;
  readonly restarts: number;
  /** The version of the k3s file on the node, which need not run yet. */
  readonly binaryVersion: string | undefined;
  readonly kubernetes: KubernetesNode | undefined;
  /** Address and port of its sshd. */
  readonly ssh: string;
}

/** A lab as it is now. */
export interface LabStatus {
  readonly name: string;
  readonly dir: string;
  readonly state: "running" | "partial" | "stopped";
  readonly firstVersion: string;
  readonly kind: NodeKind;
  readonly real: string;
  readonly simulated: string;
  readonly api: { readonly url: string; readonly ready: boolean };
  readonly mirror: ReturnType<typeof mirrorSources> & { readonly up: boolean };
  readonly kubeconfig: string;
  readonly inventory: string;
  readonly environmentFile: string;
  readonly nodes: readonly LabNodeStatus[];
  readonly faults: readonly ActiveFault[];
}

/** Looks at a lab; throws when there is none. */
export async function labStatus(lab: LabPaths): Promise<LabStatus> {
  const state = existingState(lab);
  const names = nodeNames(state.servers, state.agents);
  const fromApi = await readNodes(lab).catch(() => undefined);
  const nodes = await Promise.all(names.map((name) => nodeStatus(lab, state, name, fromApi)));
  const mirrorUp = isRunning(readRecord(lab.mirrorRecordFile));
  const up = [mirrorUp, ...nodes.map((node) => node.up)];
  return {
    name: lab.name,
    dir: lab.dir,
    state: up.every(Boolean) ? "running" : up.some(Boolean) ? "partial" : "stopped",
    firstVersion: state.version,
    kind: state.kind,
    real: REAL[state.kind],
    simulated: SIMULATED[state.kind],
    api: { url: apiUrl(state), ready: fromApi !== undefined },
    mirror: { ...mirrorSources(state.ports.mirror), up: mirrorUp },
    kubeconfig: kubeconfigFile(lab, state.servers),
    inventory: lab.inventoryFile,
    environmentFile: lab.environmentFile,
    nodes,
    faults: readActiveFaults(lab),
  };
}

/** The path of a lab's kubeconfig; throws when there is no such lab. */
export function labKubeconfig(lab: LabPaths): string {
  existingState(lab);
  return kubeconfigFile(lab);
}

/** The state of a lab that must exist. */
export function existingState(lab: LabPaths): LabState {
  const state = readLabState(lab);
  if (state === undefined) {
    throw usage("LAB_MISSING", `there is no lab "${lab.name}" yet.`, "make one with: gitops-update lab up");
  }
  return state;
}

async function nodeStatus(
  lab: LabPaths,
  state: LabState,
  name: string,
  fromApi: readonly KubernetesNode[] | undefined,
): Promise<LabNodeStatus> {
  const node = nodePaths(lab, name);
  const up = isRunning(readRecord(node.daemonRecordFile));
  const service = up ? await serviceState(node.socket, node.unit) : { service: "off", restarts: 0 };
  return {
    name,
    role: node.role,
    up,
    ...service,
    binaryVersion: await versionOf(node.binary),
    kubernetes: fromApi?.find((candidate) => candidate.name === name),
    ssh: `${nodeAddress(state, name)}:${sshPort(state, name)}`,
  };
}

async function serviceState(socket: string, unit: string): Promise<{ service: string; restarts: number }> {
  const asked = "--property=ActiveState,SubState,NRestarts";
  const { stdout } = await askTool(socket, "systemctl", "show", unit, asked, "--value");
  const [active, sub, restarts] = stdout.split("\n");
  return { service: `${active} (${sub})`, restarts: Number(restarts) };
}

async function versionOf(binary: string): Promise<string | undefined> {
  const shown = await promisify(execFile)(binary, ["--version"]).catch(() => undefined);
  return shown === undefined ? undefined : /v\d\S+/.exec(shown.stdout)?.[0];
}
