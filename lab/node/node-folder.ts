import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { parse, stringify } from "yaml";
import { API_PORT, apiUrl, nodeAddress } from "../addresses";
import { installK3s } from "../k3s-files";
import type { LabPaths } from "../paths";
import { cgroupOf } from "../real/clean-up";
import { mountPointOf } from "../real/launch";
import { layOutRoot } from "../real/node-root";
import { cniFolder } from "../real/parts";
import { runtimeDir } from "../real/runtime";
import { ensureKeyPair } from "../ssh-files";
import type { LabState } from "../state";
import { type NodePaths, nodeNames, nodePaths, pathsInside } from "./node-paths";
import { writeShims } from "./shims";
import { renderUnit } from "./unit-file";

/** What is put on every node. */
export interface NodePrograms {
  readonly k3sFile: string;
  /** What its `systemctl` and `journalctl` are. */
  readonly askDaemon: string;
}

/** Lays out a node's files as k3s's installer leaves them; what is there already stays as it is. */
export async function prepareNode(
  lab: LabPaths,
  state: LabState,
  name: string,
  { k3sFile, askDaemon }: NodePrograms,
): Promise<void> {
  const node = nodePaths(lab, name);
  for (const dir of [node.dataDir, node.home, node.logsDir, runDirOf(lab, name)]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }
  if (state.kind === "real") {
    mkdirSync(mountPointOf(node.dir), { recursive: true });
    layOutRoot(node.root, name);
  }
  ensureKeyPair(node.hostKeyFile, name);
  writeShims(node, askDaemon);
  writeConfig(node, k3sConfig(lab, state, name));
  writeOnce(node.passwordFile, `${randomBytes(16).toString("hex")}\n`, 0o600);
  writeUnit(lab, state, name);
  if (!existsSync(node.binary)) {
    await installK3s(k3sFile, node.binary);
  }
}

function k3sConfig(lab: LabPaths, state: LabState, name: string): Record<string, unknown> {
  const { role, dataDir, kubeconfig } = pathsInside(lab, state, name);
  const address = nodeAddress(state, name);
  const common = {
    "node-name": name,
    "data-dir": dataDir,
    "bind-address": address,
    "node-ip": address,
    "lab-pki": lab.pkiDir,
    ...(state.kind === "real" ? realNode(lab, name) : { "lab-run-dir": runDirOf(lab, name) }),
  };
  const port = state.kind === "real" ? API_PORT : state.ports.api;
  return role === "server"
    ? { ...common, "https-listen-port": port, "write-kubeconfig": kubeconfig, ...etcdRole(state, name) }
    : { ...common, server: apiUrl(state) };
}

/** Several servers share an etcd: the first one begins it, the others join it there. */
function etcdRole(state: LabState, name: string): Record<string, unknown> {
  if (state.servers === 1) return {};
  const [first = name] = nodeNames(state.servers, 0);
  const url = `https://${nodeAddress(state, first)}:${API_PORT}`;
  return name === first ? { "cluster-init": true } : { server: url };
}

function realNode(lab: LabPaths, name: string): Record<string, unknown> {
  return {
    "lab-run-dir": "/run/k3s-lab",
    "lab-runtime": runtimeDir(lab),
    "lab-cgroup": cgroupOf(lab, name),
    "lab-cni": cniFolder(),
  };
}

/** Sets the lab's own keys and keeps what somebody else has added to the file. */
function writeConfig(node: NodePaths, own: Record<string, unknown>): void {
  const present = existsSync(node.configFile) ? parse(readFileSync(node.configFile, "utf8")) : {};
  const text = stringify({ ...present, ...own });
  if (text !== stringify(present)) {
    mkdirSync(dirname(node.configFile), { recursive: true });
    writeFileAtomic.sync(node.configFile, text, { mode: 0o600 });
  }
}

/** The files lie below the node's root and hold the paths that the node itself sees. */
function writeUnit(lab: LabPaths, state: LabState, name: string): void {
  const unitFile = (node: NodePaths) => join(node.systemdDir, node.unit);
  const outside = nodePaths(lab, name);
  const inside = pathsInside(lab, state, name);
  const { binary, role, configFile } = inside;
  const url = role === "agent" ? `K3S_URL=${apiUrl(state)}\n` : "";
  const settings = `K3S_NODE_NAME=${name}\nK3S_TOKEN=${randomBytes(16).toString("hex")}\n${url}`;
  const wants = join(outside.systemdDir, "multi-user.target.wants", outside.unit);
  const envFile = `${unitFile(inside)}.env`;
  writeOnce(unitFile(outside), renderUnit({ binary, role, configFile, envFile }), 0o644);
  writeOnce(`${unitFile(outside)}.env`, settings, 0o600);
  if (!existsSync(dirname(wants))) {
    mkdirSync(dirname(wants), { recursive: true });
    symlinkSync(unitFile(inside), wants);
  }
}

function writeOnce(file: string, text: string, mode: number): void {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic.sync(file, text, { mode });
  }
}

function runDirOf(lab: LabPaths, name: string): string {
  return join(lab.runDir, name);
}
