import type { StackConfig } from "./config";
import { drainImpact, NO_IMPACT } from "./drain-impact";
import { estimateNode, type Timings } from "./estimate";
import type { Inventory, NodeFacts } from "./facts";
import { bumpKind, compareK3s } from "./k3s-version";
import { compareNames, orderNodes } from "./node-order";
import type { Disruption, NodePlan, Stage } from "./plan";
import { leadersOf } from "./plan-input";

export interface NodePlanInput {
  readonly config: StackConfig;
  readonly inventory: Inventory;
  readonly timings?: Timings;
}

type PlannedNode = Pick<NodeFacts, "name" | "role" | "version">;

/** Going back, agents come first: they may never be newer than their servers. */
function backwards(nodes: readonly PlannedNode[], target: string): string[] {
  const todo = nodes.filter(({ version }) => compareK3s(version, target) !== 0);
  const rank = ({ role }: PlannedNode): number => (role === "agent" ? 0 : 1);
  const sorted = todo.sort((a, b) => rank(a) - rank(b) || compareNames(b.name, a.name));
  return sorted.map(({ name }) => name);
}

/** A kubelet that crosses a minor wants its pods away first; each node is judged by its own step. Going back never drains. */
export function disruptionFor(from: string, to: string, input: NodePlanInput): Disruption {
  const { minor, patch } = input.config.policy.drain;
  const kind = bumpKind(from, to);
  if (kind === "downgrade") return "cordon";
  return kind === "minor" ? minor : patch;
}

/** Another node can take the pods of this one. */
export const hasRefuge = (nodes: readonly NodeFacts[], node: string): boolean =>
  nodes.some(({ name, ready, unschedulable }) => name !== node && ready && !unschedulable);

function planNode(node: NodeFacts, stage: Stage, done: boolean, input: NodePlanInput): NodePlan {
  const { cluster } = input.inventory;
  const disruption = disruptionFor(node.version, stage.to, input);
  const scene = { ...cluster, elsewhere: hasRefuge(cluster.nodes, node.name) };
  const impact = done || disruption === "cordon" ? NO_IMPACT : drainImpact(node.name, scene);
  const identity = { node: node.name, role: node.role, from: node.version, to: stage.to };
  const plan = { ...identity, done, disruption, ...impact };
  return { ...plan, estimateSeconds: estimateNode(plan, input.timings) };
}

/** The nodes of a stage in the order in which they are taken, then those that have nothing to do. */
export function planNodes(stage: Stage, input: NodePlanInput): NodePlan[] {
  const { nodes } = input.inventory.cluster;
  const order =
    stage.kind === "downgrade"
      ? backwards(nodes, stage.to)
      : orderNodes(nodes, stage.to, { last: leadersOf(input.inventory) });
  const todo = order.flatMap((name) => nodes.filter((node) => node.name === name));
  const rest = nodes.filter(({ name }) => !order.includes(name));
  const idle = rest.sort((a, b) => compareNames(a.name, b.name));
  return [
    ...todo.map((node) => planNode(node, stage, false, input)),
    ...idle.map((node) => planNode(node, stage, true, input)),
  ];
}
