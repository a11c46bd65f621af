import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { Socket } from "node:net";
import type { NodeNetwork, NodeShell } from "../../domain/ports";
import { loginEnvironment } from "../../lab/node/exec-session";
import { type Dial, dialDirectly } from "../../lab/node/forwarding";
import { SshServer } from "../../lab/node/ssh-server";
import { openNodeNetwork } from "../../providers/adapters/node-network";
import { openSshShell, type SshSettings, sshArguments } from "../../providers/adapters/ssh";
import { makeTestLab } from "../lab/test-lab";

/**
 * Nodes that are real SSH servers on loopback, reached by the real OpenSSH client. What stands in for a node's
 * kube-proxy is a table of its own: an address that is not in it is dialled as it is.
 */
export interface SshNodes {
  readonly names: readonly string[];
  readonly settings: SshSettings;
  readonly shell: NodeShell;
  readonly network: NodeNetwork;
  /** On this node, or on all of them, a virtual address leads to a port of this machine. */
  route(address: string, port: number, node?: string): void;
  /** Nothing ever comes back from this address on this node. */
  swallow(address: string, node: string): void;
  /** As AllowTcpForwarding no, for logins from now on. */
  forbid(node: string): void;
  /** Logins so far. */
  logins(node: string): number;
  /** Everything as at first. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startSshNodes(agents: number): Promise<SshNodes> {
  const lab = await makeTestLab(agents);
  const names = Object.keys(lab.state.ports.nodes);
  const routes = new Map<string, number>();
  const swallowed = new Set<string>();
  const forbidden = new Set<string>();
  const logins = new Map<string, number>();

  const dialFrom =
    (node: string): Dial =>
    (host, port) => {
      const address = `${host}:${port}`;
      if (swallowed.has(`${node} ${address}`)) return new Socket();
      const to = routes.get(`${node} ${address}`) ?? routes.get(address);
      return to === undefined ? dialDirectly(host, port) : dialDirectly("127.0.0.1", to);
    };

  const servers = names.map((name) => {
    const node = lab.node(name);
    mkdirSync(node.home, { recursive: true });
    return new SshServer({
      hostKey: readFileSync(node.hostKeyFile, "utf8"),
      clientKey: readFileSync(`${lab.lab.clientKeyFile}.pub`, "utf8"),
      environment: loginEnvironment(node, {}),
      home: node.home,
      dropAfter: () => undefined,
      mayForward() {
        logins.set(name, (logins.get(name) ?? 0) + 1);
        return !forbidden.has(name);
      },
      dial: dialFrom(name),
    });
  });
  await Promise.all(
    servers.map((server, i) => server.listen("127.0.0.1", lab.state.ports.nodes[names[i] ?? ""] ?? 0)),
  );
  const settings: SshSettings = {
    targets: names.map((name) => ({ name, host: name, sudo: false })),
    configFile: lab.lab.sshConfigFile,
    connectTimeoutSeconds: 10,
  };
  const shell = openSshShell(settings);
  /** Shared connections outlive who opened them, and with them what their login was allowed. */
  const endConnections = (): void => {
    for (const target of settings.targets) {
      const words = sshArguments(settings, target, "").slice(0, -3);
      spawnSync("ssh", [...words, "-O", "exit", "--", target.host]);
    }
  };
  let network = openNodeNetwork(settings, shell);
  return {
    names,
    settings,
    shell,
    get network() {
      return network;
    },
    route: (address, port, node) =>
      void routes.set(node === undefined ? address : `${node} ${address}`, port),
    swallow: (address, node) => void swallowed.add(`${node} ${address}`),
    forbid: (node) => void forbidden.add(node),
    logins: (node) => logins.get(node) ?? 0,
    async reset() {
      for (const memory of [routes, swallowed, forbidden]) memory.clear();
      endConnections();
      network = openNodeNetwork(settings, shell);
    },
    async close() {
      shell.close();
      endConnections();
      await Promise.all(servers.map((server) => server.close()));
      await lab.remove();
    },
  };
}
