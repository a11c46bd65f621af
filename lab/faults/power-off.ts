import { usage } from "../../domain/errors";
import type { LabPaths } from "../paths";
import { bootNode, cutPower } from "../real/power";
import type { Fault } from "./fault";
import { readActiveFaults } from "./faults-file";

/** Whether a node is meant to be off. */
export const isSwitchedOff = (lab: LabPaths, node: string): boolean =>
  readActiveFaults(lab).some(({ id, target }) => id === "power-off" && target === node);

/** Everything on the node dies at once and its address falls silent; what the kernel had not written yet is kept. */
export const powerOff: Fault = {
  id: "power-off",
  title: "a node is switched off, as by pulling its plug; cleared, it boots again",
  target: "node",
  targetRequired: true,
  params: {},
  needsRealNodes: true,
  async inject({ lab }, { target }) {
    refuseFullDisk(lab, target);
    await cutPower(lab, target);
  },
  clear: ({ lab }, { target }) => bootNode(lab, target),
};

/** What is written to a full disk lies in memory until that fault is cleared. */
function refuseFullDisk(lab: LabPaths, node: string): void {
  if (!readActiveFaults(lab).some(({ id, target }) => id === "full-disk" && target === node)) return;
  throw usage("FAULT_TARGET_UNFIT", `the fault full-disk is at work on ${node}.`, "clear it first.");
}
