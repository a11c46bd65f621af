import { usage } from "../../domain/errors";
import { labKubectl } from "../kubectl";
import { checkedNode } from "../logs";
import { findRelease, RELEASES } from "../mirror/catalogue";
import { askTool } from "../node/control-socket";
import { nodePaths } from "../node/node-paths";
import type { LabPaths } from "../paths";
import { readLabState } from "../state";
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
  demandRealNodes(lab, fault);
  checkTarget(lab, fault, target);
  checkParams(fault, params);
  const active = { id, target, params: { ...params }, injectedAt: new Date().toISOString() };
  // The former one would otherwise be forgotten without having been undone.
  if (isAtWork(lab, id, target)) await faultClear(lab, id, target);
  await fault.inject?.(worldOf(lab), active);
  if (fault.isOver?.(active) !== true) changeFaults(lab, (others) => [...others, active]);
  return active;
}

const isAtWork = (lab: LabPaths, id: string, target: string): boolean =>
  readActiveFaults(lab).some((other) => other.id === id && other.target === target);

/** Undoes what lives in the running machine only, before it goes down; a node that does not answer loses it. */
export async function endWithLab(lab: LabPaths): Promise<void> {
  for (const { id, target } of readActiveFaults(lab)) {
    if (findFault(id).endsWithLab === true) await faultClear(lab, id, target).catch(() => undefined);
  }
}

/** Undoes a fault, or all of them; answers what was undone. */
export async function faultClear(lab: LabPaths, id: string | "all", target?: string): Promise<ActiveFault[]> {
  const known = id === "all" ? undefined : findFault(id).id;
  const isMeant = (fault: ActiveFault) =>
    (known === undefined || fault.id === known) && (target === undefined || fault.target === target);
  const cleared = readActiveFaults(lab).filter(isMeant);
  // One after the other, so that what could not be undone is still known.
  for (const fault of cleared) {
    await findFault(fault.id).clear?.(worldOf(lab), fault);
    changeFaults(lab, (active) =>
      active.filter((other) => other.id !== fault.id || other.target !== fault.target),
    );
  }
  return cleared;
}

function demandRealNodes(lab: LabPaths, { id, needsRealNodes }: Fault): void {
  if (needsRealNodes !== true || readLabState(lab)?.kind === "real") return;
  throw usage(
    "FAULT_NEEDS_REAL_NODES",
    `the fault ${id} strikes real nodes, and those of this lab are simulated.`,
    "make one with: gitops-update lab up --nodes real --name real",
  );
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
