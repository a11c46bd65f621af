import { join } from "node:path";
import type { LabPaths } from "../paths";
import type { LabState } from "../state";

export type NodeRole = "server" | "agent";

/** Every file and folder of one node; `root` stands for the node's `/`. */
export interface NodePaths {
  readonly name: string;
  readonly role: NodeRole;
  readonly dir: string;
  readonly root: string;
  readonly binary: string;
  readonly configFile: string;
  readonly kubeconfig: string;
  readonly passwordFile: string;
  readonly dataDir: string;
  readonly home: string;
  readonly shimDir: string;
  readonly systemdDir: string;
  /** What systemd forgets when the node goes down. */
  readonly runtimeSystemdDir: string;
  readonly unit: string;
  readonly socket: string;
  readonly hostKeyFile: string;
  readonly daemonRecordFile: string;
  readonly serviceRecordFile: string;
  readonly eventsFile: string;
  readonly logsDir: string;
}

/** The role is in the node's name, as in `server-1` and `agent-2`. */
export function roleOf(node: string): NodeRole {
  return node.startsWith("server-") ? "server" : "agent";
}

/** The node names of a lab, servers first. */
export function nodeNames(servers: number, agents: number): string[] {
  const numbered = (role: NodeRole, count: number) =>
    Array.from({ length: count }, (_, index) => `${role}-${index + 1}`);
  return [...numbered("server", servers), ...numbered("agent", agents)];
}

/** The paths of one node; k3s's own places are the real ones, below the node's root. */
export function nodePaths(
  lab: LabPaths,
  name: string,
  root = join(lab.dir, "nodes", name, "root"),
): NodePaths {
  const role = roleOf(name);
  const dir = join(lab.dir, "nodes", name);
  return {
    name,
    role,
    dir,
    root,
    binary: join(root, "usr/local/bin/k3s"),
    configFile: join(root, "etc/rancher/k3s/config.yaml"),
    kubeconfig: join(root, "etc/rancher/k3s/k3s.yaml"),
    passwordFile: join(root, "etc/rancher/node/password"),
    dataDir: join(root, "var/lib/rancher/k3s"),
    home: join(root, "root"),
    shimDir: join(root, "usr/local/sbin"),
    systemdDir: join(root, "etc/systemd/system"),
    runtimeSystemdDir: join(root, "run/systemd/system"),
    unit: role === "server" ? "k3s.service" : "k3s-agent.service",
    socket: join(lab.runDir, `${name}.sock`),
    hostKeyFile: join(dir, "ssh_host_ed25519_key"),
    daemonRecordFile: join(dir, "daemon.json"),
    serviceRecordFile: join(dir, "service.json"),
    eventsFile: join(dir, "service-events.jsonl"),
    logsDir: join(dir, "logs"),
  };
}

/** The same files as the node itself names them: a real one has its root at `/`. */
export function pathsInside(lab: LabPaths, { kind }: Pick<LabState, "kind">, name: string): NodePaths {
  return kind === "real" ? nodePaths(lab, name, "/") : nodePaths(lab, name);
}
