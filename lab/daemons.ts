import { join } from "node:path";
import { askTool } from "./node/control-socket";
import { nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";
import type { DaemonSpec } from "./process/spawn-daemon";
import { enterNode } from "./real/launch";
import type { LabState } from "./state";

/** The process that stands for the internet's release pages. */
export function mirrorDaemon(lab: LabPaths): DaemonSpec {
  return {
    title: "the release mirror",
    script: "mirror/main.js",
    args: ["--lab", lab.dir],
    labDir: lab.dir,
    recordFile: lab.mirrorRecordFile,
    logFile: join(lab.logsDir, "mirror.log"),
  };
}

/** The process that spreads connections over several API servers. */
export function balancerDaemon(lab: LabPaths): DaemonSpec {
  return {
    title: "the balancer of the API servers",
    script: "balancer/main.js",
    args: ["--lab", lab.dir],
    labDir: lab.dir,
    recordFile: lab.balancerRecordFile,
    logFile: join(lab.logsDir, "balancer.log"),
  };
}

/** The process that is one node. */
export function nodeDaemon(lab: LabPaths, { kind }: Pick<LabState, "kind">, node: string): DaemonSpec {
  const { socket } = nodePaths(lab, node);
  const isReady = () =>
    askTool(socket, "is-ready").then(
      ({ code }) => code === 0,
      () => false,
    );
  return {
    ...(kind === "real" ? { within: enterNode(lab, node), isReady } : {}),
    title: `the node ${node}`,
    script: "node/daemon-main.js",
    args: ["--lab", lab.dir, "--node", node],
    labDir: lab.dir,
    recordFile: nodePaths(lab, node).daemonRecordFile,
    logFile: join(lab.logsDir, `${node}.log`),
  };
}
