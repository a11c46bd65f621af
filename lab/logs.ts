import { join } from "node:path";
import { usage } from "../domain/errors";
import { nodeNames, nodePaths } from "./node/node-paths";
import { ServiceLog } from "./node/service-log";
import type { LabPaths } from "./paths";
import { existingState } from "./status";

/** The last lines of a node's k3s journal, oldest first; also when the node is off. */
export function labLogs(lab: LabPaths, node: string, lines: number): string[] {
  const { logsDir, unit } = nodePaths(lab, checkedNode(lab, node));
  const log = new ServiceLog(join(logsDir, `${unit}.log`));
  return log.tail(lines).map(({ time, source, message }) => `${time} ${source}: ${message}`);
}

/** The node's name, if the lab has such a node. */
export function checkedNode(lab: LabPaths, node: string): string {
  const { servers, agents } = existingState(lab);
  const names = nodeNames(servers, agents);
  if (!names.includes(node)) {
    throw usage("LAB_NODE_UNKNOWN", `the lab has no node "${node}".`, `use one of ${names.join(", ")}.`);
  }
  return node;
}
