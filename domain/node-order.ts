import type { NodeFacts } from "./facts";
import { compareK3s } from "./k3s-version";

type OrderedNode = Pick<NodeFacts, "name" | "role" | "version">;

export interface OrderOptions {
  /** Servers to take last, see `leadersOf`. */
  readonly last?: readonly string[];
}

/** Digits count as numbers, so that `agent-10` follows `agent-9`; independent of any locale. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (const [i, part] of left.entries()) {
    const other = right[i] ?? "";
    if (part === other) continue;
    const isNumber = i % 2 === 1 && other !== "";
    if (isNumber && Number(part) !== Number(other)) return Number(part) < Number(other) ? -1 : 1;
    return part < other ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}

/** Names of the nodes that are not yet at the target: servers first, then agents, each by name. */
export function orderNodes(
  nodes: readonly OrderedNode[],
  target: string,
  { last = [] }: OrderOptions = {},
): string[] {
  const rank = ({ role, name }: OrderedNode): number => {
    if (role === "agent") return 2;
    return last.includes(name) ? 1 : 0;
  };
  const todo = nodes.filter(({ version }) => compareK3s(version, target) < 0);
  const sorted = todo.sort((a, b) => rank(a) - rank(b) || compareNames(a.name, b.name));
  return sorted.map(({ name }) => name);
}

export interface RolloutNode {
  readonly name: string;
  readonly role: "server" | "agent";
  readonly state: "pending" | "running" | "done" | "failed";
}

/**
 * Who may go next, in the order in which nodes are handed in. Servers go alone and before all agents; agents up to
 * `maxUnavailable` at once. After a failure nobody goes: the cause may be the version itself.
 */
export function nextNodes(nodes: readonly RolloutNode[], maxUnavailable: number): string[] {
  if (nodes.some(({ state }) => state === "failed")) return [];
  const running = nodes.filter(({ state }) => state === "running").length;
  const pending = nodes.filter(({ state }) => state === "pending");
  const servers = nodes.filter(({ role }) => role === "server");
  if (servers.some(({ state }) => state !== "done")) {
    const next = pending.find(({ role }) => role === "server");
    return running === 0 && next !== undefined ? [next.name] : [];
  }
  return pending.slice(0, Math.max(0, maxUnavailable - running)).map(({ name }) => name);
}
