import { usage } from "../../domain/errors";
import { labKubectl } from "../kubectl";
import { checkedNode } from "../logs";
import { findRelease, RELEASES } from "../mirror/catalogue";
import { askTool } from "../node/control-socket";
import { nodePaths } from "../node/node-paths";
import type { LabPaths } from "../paths";
import type { Fault, FaultWorld } from "./fault";
import { type ActiveFault, changeFaults, readActiveFaults } from "./faults-file";
import { FAULTS, findFault } from "./registry";

/** A fault and where it is at work. */
export interface FaultListing {
  readonly id: string;
  readonly title: string;
  readonly target: Fault["target"];
  readonly params: Fault["params"];
  readonly active: readonly ActiveFault[];
}

/** Every fault there is, with those at work in this lab. */
export function faultList(lab: LabPaths): FaultListing[] {
  const active = readActiveFaults(lab);
  return FAULTS.map(({ id, title, target, params }) => ({
    id,
    title,
    target,
    params,
    active: active.filter((fault) => fault.id === id),
  }));
}

/** Lets something go wrong until it is cleared; the same fault on the same target replaces the former one. */
export async function faultInject(
  lab: LabPaths,
  id: string,
  target = "",
  params: Readonly<Record<string, string>> = {},
): Promise<ActiveFault> {
  const fault = findFault(id);
  checkTarget(lab, fault, target);
  checkParams(fault, params);
  const active = { id, target, params: { ...params }, injectedAt: new Date().toISOString() };
  await fault.inject?.(worldOf(lab), active);
  const replaces = (other: ActiveFault) => other.id === id && other.target === target;
  changeFaults(lab, (others) => [...others.filter((other) => !replaces(other)), active]);
  return active;
}

/** Undoes a fault, or all of them; answers what was undone. */
export async function faultClear(lab: LabPaths, id: string | "all", target?: string): Promise<ActiveFault[]> {
  const known = id === "all" ? undefined : findFault(id).id;
  const isMeant = (fault: ActiveFault) =>
    (known === undefined || fault.id === known) && (target === undefined || fault.target === target);
  const cleared = readActiveFaults(lab).filter(isMeant);
  changeFaults(lab, (active) => active.filter((fault) => !isMeant(fault)));
  for (const fault of cleared) {
    await findFault(fault.id).clear?.(worldOf(lab), fault);
  }
  return cleared;
}

function checkTarget(lab: LabPaths, fault: Fault, target: string): void {
  if (target === "" && fault.targetRequired) {
    throw usage("FAULT_TARGET_MISSING", `the fault ${fault.id} strikes one ${fault.target}.`, "say which.");
  }
  if (target !== "" && fault.target === "node") {
    checkedNode(lab, target);
  }
  if (target !== "" && fault.target === "version" && findRelease(target) === undefined) {
    const known = RELEASES.map(({ version }) => version).join(", ");
    throw usage("FAULT_TARGET_UNKNOWN", `the mirror has no version "${target}".`, `use one of ${known}.`);
  }
}

function checkParams(fault: Fault, params: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(params).find((name) => !(name in fault.params));
  if (unknown !== undefined) {
    const known = Object.keys(fault.params).join(", ") || "none";
    throw usage(
      "FAULT_PARAM_UNKNOWN",
      `the fault ${fault.id} has no parameter "${unknown}".`,
      `it knows: ${known}.`,
    );
  }
}

function worldOf(lab: LabPaths): FaultWorld {
  return {
    lab,
    kubectl: (args, stdin) => labKubectl(lab, args, stdin),
    unitOf: (node) => nodePaths(lab, node).unit,
    async tool(node, tool, ...args) {
      const answer = await askTool(nodePaths(lab, node).socket, tool, ...args);
      if (answer.code !== 0) {
        throw new Error(`${tool} ${args.join(" ")} on ${node}: ${answer.stderr.trim()}`);
      }
    },
  };
}
