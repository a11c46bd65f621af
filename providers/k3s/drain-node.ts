import { isEvicted } from "../../domain/drain-impact";
import { blocked } from "../../domain/errors";
import type { PodFacts } from "../../domain/facts";
import { done, type StepResult, skipped } from "../run";
import { drainFailed } from "./drain-failed";
import { patiently } from "./patience";
import type { NodeTask, RolloutContext } from "./rollout-context";

const POLL_MS = 500;

const nameOf = ({ namespace, name }: PodFacts): string => `${namespace}/${name}`;

/** Bare pods are nobody's to recreate, so evicting them needs the policy's word. */
function refuseBarePods(pods: readonly PodFacts[], allowed: boolean, node: string): void {
  const bare = pods.filter(({ owner }) => owner === null);
  if (bare.length === 0 || allowed) return;
  const next = "move or delete them, or set gitops-updates:policy.drain.evictBarePods to accept the loss.";
  throw blocked(
    "BARE_PODS",
    `${node} has pods that nothing would recreate: ${bare.map(nameOf).join(", ")}.`,
    next,
  );
}

/** Asks once for every pod; returns who said no, and why. */
async function evictAll(
  { run, settings }: RolloutContext,
  pods: readonly PodFacts[],
): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  const grace = settings.policy.drain.gracePeriodSeconds;
  await Promise.all(
    pods.map(async (pod) => {
      const answer = await patiently(run, () => run.world.cluster.evict(pod.namespace, pod.name, grace));
      if (answer.result === "refused") refused.set(nameOf(pod), answer.message);
    }),
  );
  return refused;
}

async function remaining({ run }: RolloutContext, node: string): Promise<PodFacts[]> {
  return (await patiently(run, () => run.world.cluster.pods(node))).filter(isEvicted);
}

/**
 * Empties a node through the Eviction API, so PodDisruptionBudgets are honoured. DaemonSet and mirror pods stay.
 * Whoever blocks is named when time is up.
 */
export async function drainNode(context: RolloutContext, task: NodeTask): Promise<StepResult> {
  const { clock } = context.run.world;
  const { timeoutMs, evictBarePods } = context.settings.policy.drain;
  const deadline = clock.elapsedMs() + timeoutMs;
  let pods = await remaining(context, task.node);
  if (pods.length === 0) return skipped("nothing to evict");
  refuseBarePods(pods, evictBarePods, task.node);
  const evicted = pods.map(nameOf);
  while (pods.length > 0) {
    const refused = await evictAll(context, pods);
    await clock.sleep(POLL_MS);
    pods = await remaining(context, task.node);
    if (pods.length > 0 && clock.elapsedMs() > deadline)
      throw await drainFailed(context.run, task.node, pods, refused);
  }
  return done({ evicted });
}
