import { existsSync } from "node:fs";
import { join } from "node:path";
import { nodePaths } from "../node/node-paths";
import { type LabPaths, packageRoot } from "../paths";
import { namespaceOf } from "./network";

/** How Node.js is called on a node; see enter-node.sh. */
export const NODEJS_INSIDE = "/run/lab/node";

/** Where a node's root is put together before it becomes `/`. */
export const mountPointOf = (nodeDir: string): string => join(nodeDir, "mount");

const NEW_NAMESPACES = ["--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child=SIGKILL"];

/** The words in front of a node's daemon that make what follows a real node. */
export function enterNode(lab: LabPaths, name: string): string[] {
  const { dir, root } = nodePaths(lab, name);
  const checkout = packageRoot(__dirname, existsSync);
  const script = join(checkout, "lab/node/assets/enter-node.sh");
  return [
    "nsenter",
    `--net=/run/netns/${namespaceOf(lab, name)}`,
    "unshare",
    ...NEW_NAMESPACES,
    "/bin/sh",
    script,
    name,
    root,
    mountPointOf(dir),
    process.execPath,
    checkout,
    lab.dir,
    lab.runDir,
    "--",
  ];
}
