import { killProgram } from "../real/processes";
import type { Fault } from "./fault";

/** Containers are children of their shims and survive it; no container can be started or stopped meanwhile. */
export const killContainerd: Fault = {
  id: "kill-containerd",
  title: "the containerd of a node is killed once; k3s ends with it and its unit starts it again",
  target: "node",
  targetRequired: true,
  params: {},
  needsRealNodes: true,
  isOver: () => true,
  inject: ({ lab }, { target }) => killProgram(lab, target, "containerd"),
};
