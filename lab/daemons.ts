import { join } from "node:path";
import { askTool } from "./node/control-socket";
import { nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";
import type { DaemonSpec } from "./process/spawn-daemon";
import { enterNode } from "./real/launch";
import type { LabState } from "./state";

/** A process of the whole lab; its folder among the sources is its name. */
const labDaemon = (lab: LabPaths, name: string, title: string, recordFile: string): DaemonSpec => ({
  title,
  script: `${name}/main.js`,
  args: ["--lab", lab.dir],
  labDir: lab.dir,
  recordFile,
  logFile: join(lab.logsDir, `${name}.log`),
});

/** The process that stands for the internet's release pages. */
export const mirrorDaemon = (lab: LabPaths): DaemonSpec =>
  labDaemon(lab, "mirror", "the release mirror", lab.mirrorRecordFile);

/** The process that spreads connections over several API servers. */
export const balancerDaemon = (lab: LabPaths): DaemonSpec =>
  labDaemon(lab, "balancer", "the balancer of the API servers", lab.balancerRecordFile);

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
