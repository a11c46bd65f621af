import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { readActiveFaults } from "../faults/faults-file";
import { mayForward } from "../faults/no-forwarding";
import { sshDropDelay } from "../faults/ssh-drop";
import type { LabPaths } from "../paths";
import { writeRecord } from "../process/process-record";
import { labMark } from "../process/sweep";
import { serveTools, type ToolHandler } from "./control-socket";
import { loginEnvironment } from "./exec-session";
import { journalctl } from "./journalctl";
import { type NodePaths, nodePaths } from "./node-paths";
import { ServiceManager } from "./service-manager";
import { SshServer } from "./ssh-server";
import { systemctl } from "./systemctl";
import { refused } from "./tool-answer";

/** A running node: its SSH server and its services. */
export interface NodeDaemon {
  readonly manager: ServiceManager;
  /** Shuts the node down: services, sessions, sockets. */
  close(): Promise<void>;
}

/** Starts a node in this process, as booting a machine would: sshd, then everything enabled. */
export async function startNodeDaemon(lab: LabPaths, name: string, sshPort: number): Promise<NodeDaemon> {
  const node = nodePaths(lab, name);
  mkdirSync(node.home, { recursive: true });
  const manager = new ServiceManager(node, lab.dir);
  const ssh = sshServer(lab, node);
  await ssh.listen(sshPort);
  const tools = await serveTools(node.socket, toolsOf(manager));
  if (!readActiveFaults(lab).some((fault) => fault.id === "stopped-node" && fault.target === name)) {
    manager.startEnabled();
  }
  writeRecord(node.daemonRecordFile, process.pid);
  return {
    manager,
    async close() {
      await Promise.all([manager.stopAll(), ssh.close()]);
      await new Promise((resolve) => tools.close(resolve));
      rmSync(node.daemonRecordFile, { force: true });
    },
  };
}

function sshServer(lab: LabPaths, node: NodePaths): SshServer {
  return new SshServer({
    hostKey: readFileSync(node.hostKeyFile, "utf8"),
    clientKey: readFileSync(`${lab.clientKeyFile}.pub`, "utf8"),
    environment: loginEnvironment(node, labMark(lab.dir, process.pid)),
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
      default:
        return refused(`${tool}: command not found`, 127);
    }
  };
}
