import pc from "picocolors";
import type { LabNodeStatus, LabStatus } from "../status";

const COLOUR = { running: pc.green, partial: pc.yellow, stopped: pc.dim };

/** A lab's status for people. */
export function showStatus(status: LabStatus): string {
  const rows = [
    ["NODE", "SERVICE", "K3S FILE", "KUBERNETES", "RESTARTS", "SSH"],
    ...status.nodes.map(nodeRow),
  ];
  return [
    `Lab ${pc.bold(status.name)} with ${status.kind} nodes is ${COLOUR[status.state](status.state)} (${status.dir})`,
    `Real: ${status.real}. Simulated: ${status.simulated}.`,
    "",
    ...table(rows),
    "",
    `API server   ${status.api.url} ${status.api.ready ? "ready" : pc.red("does not answer")}`,
    `Mirror       ${status.mirror.channels}${status.mirror.up ? "" : pc.red(" (off)")}`,
    `Inventory    ${status.inventory}`,
    `Variables    . ${status.environmentFile}`,
    ...status.faults.map(({ id, target }) => pc.yellow(`Fault        ${id} ${target}`.trimEnd())),
  ].join("\n");
}

function nodeRow(node: LabNodeStatus): string[] {
  const { name, service, binaryVersion = "none", kubernetes, restarts, ssh } = node;
  return [name, service, binaryVersion, kubernetesText(kubernetes), String(restarts), ssh];
}

function kubernetesText(node: LabNodeStatus["kubernetes"]): string {
  if (node === undefined) {
    return "unknown";
  }
  const cordoned = node.schedulable ? "" : ", cordoned";
  return `${node.kubeletVersion} ${node.ready ? "Ready" : "NotReady"}${cordoned}`;
}

function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
