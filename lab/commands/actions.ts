import type { Command } from "commander";
import { labDown, labReset } from "../down";
import { labLogs } from "../logs";
import type { LabPaths } from "../paths";
import type { LabSize } from "../prepare";
import { chooseKind, demandRealNodes } from "../real/choose-kind";
import { type NodeKind, readLabState } from "../state";
import { type LabStatus, labKubeconfig, labStatus } from "../status";
import { labUp } from "../up";
import { contextOf, progressLines } from "./options";
import { runSsh } from "./ssh";
import { showStatus } from "./status-text";

// What the lab's commands do. Loaded when one of them is called, because most calls are of other commands.

export interface SizeOptions {
  readonly servers?: number;
  readonly agents?: number;
  readonly k3sVersion?: string;
  readonly mirror?: string[];
  readonly nodes?: NodeKind;
  readonly installPackages?: boolean;
}

export async function check(installPackages: boolean): Promise<void> {
  await demandRealNodes(installPackages);
  console.log("Nodes can be real here.");
}

export async function up(options: SizeOptions, command: Command): Promise<void> {
  const context = contextOf(command);
  const kind = await kindOf(context.lab, options);
  const status = await labUp({ ...sizeOf(options), kind, ...context, onProgress: progressLines() });
  printStatus(status, context.json);
}

export const down = (remove: boolean, command: Command): Promise<void> =>
  labDown({ ...contextOf(command), remove, onProgress: progressLines() });

export async function reset(options: SizeOptions, command: Command): Promise<void> {
  const context = contextOf(command);
  const status = await labReset({ ...sizeOf(options), ...context, onProgress: progressLines() });
  printStatus(status, context.json);
}

export async function status(command: Command): Promise<void> {
  const context = contextOf(command);
  printStatus(await labStatus(context.lab), context.json);
}

export const kubeconfig = (command: Command): void => console.log(labKubeconfig(contextOf(command).lab));

export const ssh = (node: string, words: readonly string[], command: Command): Promise<void> =>
  runSsh(contextOf(command).lab, node, words);

export const logs = (node: string, lines: number, command: Command): void =>
  console.log(labLogs(contextOf(command).lab, node, lines).join("\n"));

/** A lab that is there keeps its kind, unless another is asked for, which is then refused. */
async function kindOf(lab: LabPaths, { nodes, installPackages }: SizeOptions): Promise<NodeKind> {
  const before = readLabState(lab)?.kind;
  if (before !== undefined && nodes === undefined) return before;
  return chooseKind({ kind: nodes, installPackages, tell: (line) => console.error(line) });
}

function sizeOf({ servers, agents, k3sVersion, mirror }: SizeOptions): LabSize & { mirrored?: string[] } {
  return {
    ...(servers === undefined ? {} : { servers }),
    ...(agents === undefined ? {} : { agents }),
    ...(k3sVersion === undefined ? {} : { version: k3sVersion }),
    ...(mirror === undefined ? {} : { mirrored: mirror }),
  };
}

function printStatus(status: LabStatus, json: boolean): void {
  console.log(json ? JSON.stringify(status, undefined, 2) : showStatus(status));
}
