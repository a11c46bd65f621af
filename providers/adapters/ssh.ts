import { mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { blocked, type UpdateError, waiting } from "../../domain/errors";
import type { Address, NodeScript, NodeShell, ShellOptions, ShellResult } from "../../domain/ports";
import { scriptCommand } from "./quote";
import { retryWaiting } from "./retry";
import { type RunClient, runClient } from "./ssh-client";
import { openSshStarter, type SshStarter } from "./ssh-starter";

/** How one node is reached; every field is handed to OpenSSH, so aliases, jump hosts and agents work. */
export interface SshTarget {
  readonly name: string;
  readonly host: string;
  readonly user?: string | undefined;
  readonly port?: number | undefined;
  readonly sudo: boolean;
}

export interface SshSettings {
  readonly targets: readonly SshTarget[];
  readonly configFile?: string | undefined;
  /** Seconds until a connection attempt is given up. */
  readonly connectTimeoutSeconds: number;
  readonly connections?: Connections;
}

/** `own`: each script logs in anew, as who looks for what is wrong with logins has to. By default they share one. */
export type Connections = "shared" | "own";

/** From so many hosts on the clients are started by a process of their own. */
const MANY_HOSTS = 16;
/** OpenSSH's own exit code for a connection that failed. */
const CONNECTION_FAILED = 255;

/** Control sockets live in a short private folder, because a socket path holds at most 108 bytes. */
function controlFolder(): string {
  const folder = join(tmpdir(), `gitops-updates-ssh-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Options that hold for every connection: host keys are always checked and nothing ever asks. A shared connection ends a
 * minute after its last use, and never before: another command may be using it.
 */
function connectionOptions(settings: SshSettings): string[] {
  const options = {
    BatchMode: "yes",
    StrictHostKeyChecking: "yes",
    ConnectTimeout: String(settings.connectTimeoutSeconds),
    ServerAliveInterval: "5",
    ServerAliveCountMax: "3",
    ControlMaster: "auto",
    ControlPersist: "60",
    ControlPath: join(controlFolder(), "%C"),
  };
  return Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
}

/** Of options that are there twice ssh takes the first: a connection of its own has no control socket. */
const OF_ITS_OWN = ["-o", "ControlPath=none", "-o", "ControlMaster=no"];

function optionsOf(settings: SshSettings, target: SshTarget): string[] {
  return [
    "-T",
    ...(settings.connections === "own" ? OF_ITS_OWN : []),
    ...(settings.configFile === undefined ? [] : ["-F", settings.configFile]),
    ...connectionOptions(settings),
    ...(target.user === undefined ? [] : ["-l", target.user]),
    ...(target.port === undefined ? [] : ["-p", String(target.port)]),
  ];
}

export const sshArguments = (settings: SshSettings, target: SshTarget, command: string): string[] => [
  ...optionsOf(settings, target),
  "--",
  target.host,
  command,
];

/**
 * `ssh -W`: standard input and output become a TCP stream that begins on the node. Only the client's own log tells that
 * the far end has accepted. -v would do that too, but then the shared connection never lets go of our standard error.
 */
export function forwardArguments(
  settings: SshSettings,
  target: SshTarget,
  { host, port }: Address,
  connection: Connections,
): string[] {
  const to = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const options = optionsOf(settings, target);
  return [
    ...(connection === "own" ? OF_ITS_OWN : []),
    ...["-o", "LogLevel=DEBUG2"],
    ...options,
    ...["-W", to, "--", target.host],
  ];
}

/** Tells a changed host key (a person must look) from a host that is merely away. */
export function connectionError(node: string, stderr: string): UpdateError {
  const said = stderr.trim().split("\n").at(-1) ?? "";
  if (/host key verification failed|identification has changed/i.test(stderr)) {
    const next = `compare the key with the host's console, then record it in known_hosts (ssh-keyscan) and run again.`;
    return blocked("SSH_HOST_KEY", `the host key of ${node} is unknown or has changed (${said}).`, next);
  }
  if (/permission denied|too many authentication failures/i.test(stderr)) {
    const next = `check user and key for ${node} with: gitops-update doctor`;
    return blocked("SSH_DENIED", `${node} refused the login (${said}).`, next);
  }
  return waiting(
    "SSH_UNREACHABLE",
    `no SSH connection to ${node} (${said || "it closed"}).`,
    "bring the host back and run again.",
  );
}

function raiseIfDropped(node: string, result: ShellResult): ShellResult {
  if (result.code === CONNECTION_FAILED) throw connectionError(node, result.stderr);
  if (result.code === -1) {
    throw waiting(
      "SSH_TIMEOUT",
      `a command on ${node} did not end in time.`,
      "look at the host's load and run again.",
    );
  }
  return result;
}

export function targetOf(settings: SshSettings, node: string): SshTarget {
  const target = settings.targets.find(({ name }) => name === node);
  if (target !== undefined) return target;
  throw blocked("NODE_UNKNOWN", `${node} has no SSH entry.`, `add it under gitops-updates:cluster.nodes.`);
}

/** Runs scripts through the OpenSSH client: one multiplexed connection per node, retried when it drops. */
export function openSshShell(settings: SshSettings, starter = starterFor(settings)): NodeShell {
  const ssh: RunClient = starter?.run ?? runClient;
  return {
    run(node: string, script: NodeScript, parameters: readonly string[], options: ShellOptions = {}) {
      const target = targetOf(settings, node);
      const command = scriptCommand(script.name, script.text, parameters, target.sudo);
      // All scripts are written to be repeatable, so a result lost with its connection is fetched by running again.
      return retryWaiting(async () =>
        raiseIfDropped(node, await ssh(sshArguments(settings, target, command), options)),
      );
    },
    close: () => void starter?.close(),
  };
}

const starterFor = ({ targets }: SshSettings): SshStarter | undefined =>
  targets.length < MANY_HOSTS ? undefined : openSshStarter();
