import type { Fault } from "./fault";

/** A node whose k3s is down: it becomes NotReady, and stays down over a restart of the lab. */
export const stoppedNode: Fault = {
  id: "stopped-node",
  title: "k3s on a node is stopped",
  target: "node",
  targetRequired: true,
  params: {},
  inject: (world, { target }) => world.tool(target, "systemctl", "stop", world.unitOf(target)),
  clear: (world, { target }) => world.tool(target, "systemctl", "start", "--no-block", world.unitOf(target)),
};
