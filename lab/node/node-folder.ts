import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { parse, stringify } from "yaml";
import { installK3s } from "../k3s-files";
import type { LabPaths } from "../paths";
import { ensureKeyPair } from "../ssh-files";
import type { LabState } from "../state";
import { type NodePaths, nodePaths } from "./node-paths";
import { writeShims } from "./shims";
import { renderUnit } from "./unit-file";

/** Lays out a node's files as k3s's installer leaves them; what is there already stays as it is. */
export async function prepareNode(
  lab: LabPaths,
  state: LabState,
  name: string,
  k3sFile: string,
): Promise<void> {
  const node = nodePaths(lab, name);
  for (const dir of [node.dataDir, node.home, node.logsDir, runDirOf(lab, name)]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }
  ensureKeyPair(node.hostKeyFile, name);
  writeShims(node);
  writeConfig(node, k3sConfig(lab, node, state));
  writeOnce(node.passwordFile, `${randomBytes(16).toString("hex")}\n`, 0o600);
  writeUnit(node, state);
  if (!existsSync(node.binary)) {
    await installK3s(k3sFile, node.binary);
  }
}

function k3sConfig(lab: LabPaths, node: NodePaths, { ports }: LabState): Record<string, unknown> {
  const common = {
    "node-name": node.name,
    "data-dir": node.dataDir,
    "bind-address": "127.0.0.1",
    "node-ip": "127.0.0.1",
    "lab-pki": lab.pkiDir,
    "lab-run-dir": runDirOf(lab, node.name),
  };
  return node.role === "server"
    ? { ...common, "https-listen-port": ports.api, "write-kubeconfig": node.kubeconfig }
    : { ...common, server: `https://127.0.0.1:${ports.api}` };
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

function writeUnit(node: NodePaths, { ports }: LabState): void {
  const unitFile = join(node.systemdDir, node.unit);
  const envFile = `${unitFile}.env`;
  const { binary, role, configFile } = node;
  const url = role === "agent" ? `K3S_URL=https://127.0.0.1:${ports.api}\n` : "";
  const wants = join(node.systemdDir, "multi-user.target.wants", node.unit);
  writeOnce(unitFile, renderUnit({ binary, role, configFile, envFile }), 0o644);
  writeOnce(envFile, `K3S_TOKEN=${randomBytes(16).toString("hex")}\n${url}`, 0o600);
  if (!existsSync(wants)) {
    mkdirSync(dirname(wants), { recursive: true });
    symlinkSync(unitFile, wants);
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
