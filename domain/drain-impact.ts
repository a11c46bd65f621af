import { budgetBlocks } from "./budget-blocks";
import type { BudgetFacts, OwnerRef, PodFacts } from "./facts";
import type { NodePlan, PodRef } from "./plan";

/** What a drain is judged by. */
export interface DrainScene {
  readonly pods: readonly PodFacts[];
  readonly budgets: readonly BudgetFacts[];
  /** Another Ready, schedulable node exists, so that evicted pods come back while this one is away. */
  readonly elsewhere: boolean;
}

export type DrainImpact = Pick<NodePlan, "evicts" | "lost" | "losesLocalStorage" | "down" | "blockedBy">;

export const NO_IMPACT: DrainImpact = {
  evicts: [],
  lost: [],
  losesLocalStorage: [],
  down: [],
  blockedBy: [],
};

const FINISHED = ["Succeeded", "Failed"];

/** As `kubectl drain` chooses: neither DaemonSets' pods, nor mirrors of static pods, nor finished ones. */
export function isEvicted({ owner, mirror, phase }: PodFacts): boolean {
  return !mirror && owner?.kind !== "DaemonSet" && !FINISHED.includes(phase);
}

const refOf = ({ namespace, name, owner }: PodFacts): PodRef => ({ namespace, name, owner });

const REPLICATED = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];

const workloadOf = (namespace: string, { kind, name }: OwnerRef): string => `${kind} ${namespace}/${name}`;

/** Workloads whose every ready pod is evicted here. */
function goDown(evicted: readonly PodFacts[], pods: readonly PodFacts[], node: string): string[] {
  const named = (pod: PodFacts): string[] =>
    pod.owner === null ? [] : [workloadOf(pod.namespace, pod.owner)];
  const elsewhere = new Set(pods.filter((pod) => pod.ready && pod.node !== node).flatMap(named));
  const here = evicted.filter(({ ready, owner }) => ready && REPLICATED.includes(owner?.kind ?? ""));
  return [...new Set(here.flatMap(named))].filter((workload) => !elsewhere.has(workload)).sort();
}

/** What draining one node does to what runs on it, before anything is touched. */
export function drainImpact(node: string, { pods, budgets, elsewhere }: DrainScene): DrainImpact {
  const evicted = pods.filter((pod) => pod.node === node && isEvicted(pod));
  return {
    evicts: evicted.filter(({ owner }) => owner !== null).map(refOf),
    lost: evicted.filter(({ owner }) => owner === null).map(refOf),
    losesLocalStorage: evicted.filter(({ localStorage }) => localStorage).map(refOf),
    down: goDown(evicted, pods, node),
    blockedBy: budgetBlocks(evicted, budgets, elsewhere),
  };
}
