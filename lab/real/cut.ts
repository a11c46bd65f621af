import type { LabPaths } from "../paths";
import { command } from "./command";
import { cableOf, prefixOf } from "./network";

/**
 * A cut is a table of nftables on the lab's bridge: frames are dropped without a word, pods' frames as well, so both
 * sides see silence and not a refusal. Every cut has a table of its own, named for the lab and its ends.
 */
const tableOf = (lab: LabPaths, node: string, peer: string | undefined): string =>
  `${prefixOf(lab)}_cut_${node}_${peer ?? "all"}`.replaceAll("-", "_");

/** Drops what goes between two nodes, or between one node and everybody. */
export async function cutNetwork(lab: LabPaths, node: string, peer: string | undefined): Promise<void> {
  const table = tableOf(lab, node, peer);
  const cable = cableOf(lab, node);
  const rules =
    peer === undefined
      ? [
          chain(table, "forward", [`iifname "${cable}" drop`, `oifname "${cable}" drop`]),
          chain(table, "input", [`iifname "${cable}" drop`]),
          chain(table, "output", [`oifname "${cable}" drop`]),
        ]
      : [chain(table, "forward", between(cable, cableOf(lab, peer)))];
  await command("nft", ["add", "table", "bridge", table].join(" "));
  for (const text of rules.flat()) await command("nft", text);
}

/** Lets everything pass again. */
export async function mendNetwork(lab: LabPaths, node: string, peer: string | undefined): Promise<void> {
  // A lab that was down meanwhile has lost it already.
  await command("nft", "delete", "table", "bridge", tableOf(lab, node, peer)).catch(() => undefined);
}

const between = (one: string, other: string): string[] => [
  `iifname "${one}" oifname "${other}" drop`,
  `iifname "${other}" oifname "${one}" drop`,
];

function chain(table: string, hook: string, rules: readonly string[]): string[] {
  const head = `add chain bridge ${table} ${hook} { type filter hook ${hook} priority 0; }`;
  return [head, ...rules.map((rule) => `add rule bridge ${table} ${hook} ${rule}`)];
}
