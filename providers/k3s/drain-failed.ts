import { budgetBlocks } from "../../domain/budget-blocks";
import { stalled } from "../../domain/errors";
import type { PodFacts } from "../../domain/facts";
import type { BlockingBudget } from "../../domain/plan";
import type { Run } from "../run";
import { patiently } from "./patience";

/** The API server's words by `namespace/name` of the pod. */
type Refusals = ReadonlyMap<string, string>;

const nameOf = ({ namespace, name }: PodFacts): string => `${namespace}/${name}`;

/** The API server says neither which budget refused nor what it lacks; the budget does, unless it has changed since. */
function reasonFor(pod: string, refusals: Refusals, blocks: readonly BlockingBudget[]): string {
  const refusal = refusals.get(pod);
  if (refusal === undefined) return `${pod} is still terminating`;
  const block = blocks.find(({ pods }) => pods.includes(pod));
  return block === undefined
    ? refusal.replace(/\.+$/, "")
    : `the budget ${block.budget} holds back ${pod} (${block.reason})`;
}

async function drainBlocked(
  run: Run,
  node: string,
  left: readonly PodFacts[],
  refusals: Refusals,
): Promise<Error> {
  const budgets = await patiently(run, () => run.world.cluster.budgets());
  const blocks = budgetBlocks(left, budgets, true);
  const reasons = left.map((pod) => reasonFor(nameOf(pod), refusals, blocks));
  const next = blocks.some(({ liftedBy }) => liftedBy === "time")
    ? "run again: what a budget counts as on the way out it forgets after 2 minutes."
    : "scale the workload up or relax its PodDisruptionBudget, then run again.";
  return stalled("DRAIN_BLOCKED", `${node} could not be drained in time: ${reasons.join("; ")}.`, next);
}

/** Why a node still has pods when time is up. They end only when their kubelet ends them: budgets come second. */
export async function drainFailed(
  run: Run,
  node: string,
  left: readonly PodFacts[],
  refusals: Refusals,
): Promise<Error> {
  const { ready, leaseRenewedAt } = await patiently(run, () => run.world.cluster.node(node));
  if (ready) return drainBlocked(run, node, left, refusals);
  const seen = `it is not Ready (last heartbeat ${leaseRenewedAt ?? "never"}), so nobody ends its pods`;
  const next = `bring ${node} back, then run again.`;
  return stalled(
    "DRAIN_BLOCKED",
    `${node} could not be drained: ${seen}: ${left.map(nameOf).join(", ")}.`,
    next,
  );
}
