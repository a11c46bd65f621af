import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { utils } from "ssh2";
import writeFileAtomic from "write-file-atomic";
import { nodeAddress, sshPort } from "./addresses";
import { nodeNames, nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";
import type { LabState } from "./state";

/** A node as an SSH client sees it. */
export interface SshHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** The host's public key, in OpenSSH's form. */
  readonly hostKey: string;
}

/** ssh2 writes some three ed25519 keys in a thousand so that it cannot read it again; such a one is thrown away. */
function readableKeyPair(comment: string): ReturnType<typeof utils.generateKeyPairSync> {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519", { comment });
    if (!(utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

/** Makes a key pair in `file` and `file.pub`, unless there is one. */
export function ensureKeyPair(file: string, comment: string): void {
  if (existsSync(file)) {
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  const pair = readableKeyPair(comment);
  writeFileAtomic.sync(`${file}.pub`, `${pair.public}\n`);
  writeFileAtomic.sync(file, pair.private, { mode: 0o600 });
}

/** Writes the ssh_config and known_hosts with which every SSH client reaches the lab's nodes by name. */
export function writeSshFiles(lab: LabPaths, state: LabState): void {
  const hosts = nodeNames(state.servers, state.agents).map((name) => sshHost(lab, state, name));
  writeFileAtomic.sync(lab.knownHostsFile, hosts.map(knownHost).join(""), { mode: 0o600 });
  writeFileAtomic.sync(lab.sshConfigFile, sshConfig(lab, hosts), { mode: 0o600 });
}

/** The text of the ssh_config. */
export function sshConfig(lab: LabPaths, hosts: readonly SshHost[]): string {
  const { username } = userInfo();
  return hosts
    .map(
      ({ name, address, port }) => `Host ${name}
  HostName ${address}
  Port ${port}
  User ${username}
  IdentityFile ${quoted(lab.clientKeyFile)}
  IdentitiesOnly yes
  UserKnownHostsFile ${quoted(lab.knownHostsFile)}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
`,
    )
    .join("\n");
}

/** The line of known_hosts for a node. */
export function knownHost({ address, port, hostKey }: SshHost): string {
  const [type, key] = hostKey.split(" ");
  const host = port === 22 ? address : `[${address}]:${port}`;
  return `${host} ${type} ${key}\n`;
}

function sshHost(lab: LabPaths, state: LabState, name: string): SshHost {
  const hostKey = readFileSync(`${nodePaths(lab, name).hostKeyFile}.pub`, "utf8").trim();
  return { name, address: nodeAddress(state, name), port: sshPort(state, name), hostKey };
}

/** A path as ssh_config wants it: quoted, and without the meaning that % has there. */
function quoted(path: string): string {
  return `"${path.replaceAll("%", "%%")}"`;
}
