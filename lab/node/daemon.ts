import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { nodeAddress, sshPort } from "../addresses";
import { type ActiveFault, readActiveFaults } from "../faults/faults-file";
import { mayForward } from "../faults/no-forwarding";
import { sshDropDelay } from "../faults/ssh-drop";
import { stoppedNode } from "../faults/stopped-node";
import type { LabPaths } from "../paths";
import { writeRecord } from "../process/process-record";
import { labMark } from "../process/sweep";
import type { LabState } from "../state";
import { serveTools, type ToolHandler } from "./control-socket";
import { loginEnvironment } from "./exec-session";
import { journalctl } from "./journalctl";
import { type NodePaths, pathsInside } from "./node-paths";
import { ServiceManager } from "./service-manager";
import { SshServer } from "./ssh-server";
import { systemctl } from "./systemctl";
import { answered, refused } from "./tool-answer";

/** A running node: its SSH server and its services. */
export interface NodeDaemon {
  readonly manager: ServiceManager;
  /** Shuts the node down: services, sessions, sockets. */
  close(): Promise<void>;
}

/** Starts a node in this process, as booting a machine would: sshd, then everything enabled. */
export async function startNodeDaemon(lab: LabPaths, state: LabState, name: string): Promise<NodeDaemon> {
  const node = pathsInside(lab, state, name);
  mkdirSync(node.home, { recursive: true });
  const mark = markOf(lab, state);
  const manager = new ServiceManager(node, mark);
  const ssh = sshServer(lab, node, mark);
  await ssh.listen(nodeAddress(state, name), sshPort(state, name));
  const tools = await serveTools(node.socket, toolsOf(manager));
  if (!isKeptDown(lab, name)) manager.startEnabled();
  // Only outside do process ids mean something to other commands.
  if (state.kind === "simulated") writeRecord(node.daemonRecordFile, process.pid);
  return {
    manager,
    async close() {
      await Promise.all([manager.stopAll(), ssh.close()]);
      await new Promise((resolve) => tools.close(resolve));
      rmSync(node.daemonRecordFile, { force: true });
    },
  };
}

/** A fault that stops k3s lasts over a restart of the node. */
function isKeptDown(lab: LabPaths, name: string): boolean {
  const stops = (fault: ActiveFault) =>
    fault.id === stoppedNode.id || (fault.id === "kill-etcd" && fault.params["stays-down"] === "true");
  return readActiveFaults(lab).some((fault) => fault.target === name && stops(fault));
}

/** What a real node starts ends with it, so it needs no owner that could be missed. */
function markOf(lab: LabPaths, { kind }: LabState): Record<string, string> {
  return kind === "real" ? labMark(lab.dir) : labMark(lab.dir, process.pid);
}

function sshServer(lab: LabPaths, node: NodePaths, mark: Record<string, string>): SshServer {
  return new SshServer({
    hostKey: readFileSync(node.hostKeyFile, "utf8"),
    clientKey: readFileSync(`${lab.clientKeyFile}.pub`, "utf8"),
    environment: loginEnvironment(node, mark),
    home: node.home,
    dropAfter: () => sshDropDelay(lab, node.name),
    mayForward: () => mayForward(lab, node.name),
  });
}

function toolsOf(manager: ServiceManager): ToolHandler {
  return async (tool, args) => {
    switch (tool) {
      case "systemctl":
        return systemctl(manager, args);
      case "journalctl":
        return journalctl(manager, args);
      case "is-ready":
        return answered();
      case "poweroff":
        // The answer goes out first.
        setTimeout(() => process.kill(process.pid, "SIGTERM"), 50);
        return answered();
      default:
        return refused(`${tool}: command not found`, 127);
    }
  };
}
