import type { LabPaths } from "../paths";
import type { Fault } from "./fault";
import { readActiveFaults } from "./faults-file";

/** What AllowTcpForwarding no does: it holds for logins from now on, a connection that stands keeps its right. */
export const noForwarding: Fault = {
  id: "no-forwarding",
  title: "the SSH server of a node carries no streams",
  target: "node",
  targetRequired: false,
  params: {},
};

/** Whether a client that logs in to the node now may have streams forwarded. */
export const mayForward = (lab: LabPaths, node: string): boolean =>
  !readActiveFaults(lab).some(
    ({ id, target }) => id === noForwarding.id && (target === "" || target === node),
  );
