import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { usage } from "../domain/errors";
import { FIRST_VERSION } from "./mirror/catalogue";
import { nodeNames, nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";
import { freePort, isFree } from "./process/free-port";
import { isRunning, readRecord } from "./process/process-record";
import { chooseSubnet } from "./real/network";
import { ensureKeyPair } from "./ssh-files";
import { type LabState, type NodeKind, readLabState, writeLabState } from "./state";

/** How large a lab is to be, and with which version it starts. */
export interface LabSize {
  readonly servers?: number;
  readonly agents?: number;
  readonly version?: string;
  /** @default "simulated" */
  readonly kind?: NodeKind;
}

const DEFAULT_AGENTS = 2;

/** Makes the lab's folder and state, or takes up those that are there. */
export async function prepareLab(lab: LabPaths, size: LabSize): Promise<LabState> {
  const before = readLabState(lab);
  refuseOtherSize(lab, before, size);
  const kind = before?.kind ?? size.kind ?? "simulated";
  const servers = before?.servers ?? size.servers ?? 1;
  refuseServers(servers, kind);
  mkdirSync(lab.dir, { recursive: true, mode: 0o700 });
  makeRunDir(lab.runDir);
  ensureKeyPair(lab.clientKeyFile, `lab-${lab.name}`);
  const version = before?.version ?? size.version ?? FIRST_VERSION;
  const agents = before?.agents ?? size.agents ?? DEFAULT_AGENTS;
  const ports = await choosePorts(lab, servers, agents, before?.ports);
  const subnet = before?.subnet ?? (kind === "real" ? await chooseSubnet(lab) : "");
  const state = { version, servers, agents, kind, subnet, ports };
  writeLabState(lab, state);
  return state;
}

function refuseServers(servers: number, kind: NodeKind): void {
  if (servers === 0)
    throw usage("LAB_SERVERS_UNSUPPORTED", "a cluster needs a server.", "leave --servers out.");
  if (servers > 1 && kind === "simulated") {
    const why = "several servers share an etcd, which the lab has on real nodes only.";
    throw usage("LAB_SERVERS_UNSUPPORTED", why, "add --nodes real, or leave --servers out.");
  }
}

function refuseOtherSize(lab: LabPaths, before: LabState | undefined, size: LabSize): void {
  const differs = (["servers", "agents", "version", "kind"] as const).find(
    (key) => before !== undefined && size[key] !== undefined && size[key] !== before[key],
  );
  if (before !== undefined && differs !== undefined) {
    throw usage(
      "LAB_DIFFERS",
      `the lab "${lab.name}" was made with ${differs} ${before[differs]}, and stays so.`,
      "make it anew with lab reset, or a second one with --name.",
    );
  }
}

/** Keeps every port that is in use by the lab or still free, and finds others for the rest. */
async function choosePorts(
  lab: LabPaths,
  servers: number,
  agents: number,
  before?: LabState["ports"],
): Promise<LabState["ports"]> {
  const taken = new Set<number>(before === undefined ? [] : allPorts(before));
  const keep = async (port: number | undefined, recordFile: string) =>
    port !== undefined && (isRunning(readRecord(recordFile)) || (await isFree(port)))
      ? port
      : freePort(taken);
  const server = nodePaths(lab, "server-1");
  const ports: LabState["ports"] = {
    mirror: await keep(before?.mirror, lab.mirrorRecordFile),
    api: await keep(before?.api, server.daemonRecordFile),
    nodes: {},
  };
  for (const name of nodeNames(servers, agents)) {
    ports.nodes[name] = await keep(before?.nodes[name], nodePaths(lab, name).daemonRecordFile);
  }
  return ports;
}

function allPorts({ mirror, api, nodes }: LabState["ports"]): number[] {
  return [mirror, api, ...Object.values(nodes)];
}

/** The sockets' folder lies where others can write, so it must be ours alone. */
function makeRunDir(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const stats = lstatSync(dir);
  if (!stats.isDirectory() || stats.uid !== userInfo().uid) {
    throw usage("LAB_SOCKETS_FOREIGN", `${dir} belongs to somebody else.`, "remove it, or set TMPDIR.");
  }
  chmodSync(dir, 0o700);
}
