import { killProgram } from "../real/processes";
import type { Fault } from "./fault";
import type { ActiveFault } from "./faults-file";

export const staysDown = ({ params }: ActiveFault): boolean => params["stays-down"] === "true";

/** A member of the datastore is lost, for some seconds or until the fault is cleared. */
export const killEtcd: Fault = {
  id: "kill-etcd",
  title: "a server's etcd member is killed; its k3s ends with it",
  target: "node",
  targetRequired: true,
  params: { "stays-down": "true: its unit does not start it again (default: it does, after some seconds)" },
  needsRealNodes: true,
  isOver: (fault) => !staysDown(fault),
  async inject({ lab, tool, unitOf }, fault) {
    await killProgram(lab, fault.target, "etcd");
    if (staysDown(fault)) await tool(fault.target, "systemctl", "stop", unitOf(fault.target));
  },
  clear: ({ tool, unitOf }, { target }) => tool(target, "systemctl", "start", "--no-block", unitOf(target)),
};
