import { killProgram } from "../real/processes";
import type { Fault } from "./fault";

/** The API server goes on calling the node Ready until its heartbeat is missed; its containers go on running. */
export const killKubelet: Fault = {
  id: "kill-kubelet",
  title: "the kubelet of a node is killed once; k3s ends with it and its unit starts it again",
  target: "node",
  targetRequired: true,
  params: {},
  needsRealNodes: true,
  isOver: () => true,
  inject: ({ lab }, { target }) => killProgram(lab, target, "kubelet"),
};
