import { join } from "node:path";
import { nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";
import type { DaemonSpec } from "./process/spawn-daemon";

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

/** The process that is one node. */
export function nodeDaemon(lab: LabPaths, node: string): DaemonSpec {
  return {
    title: `the node ${node}`,
    script: "node/daemon-main.js",
    args: ["--lab", lab.dir, "--node", node],
    labDir: lab.dir,
    recordFile: nodePaths(lab, node).daemonRecordFile,
    logFile: join(lab.logsDir, `${node}.log`),
  };
}
