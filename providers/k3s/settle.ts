import { stalled } from "../../domain/errors";
import { describeFinding } from "../../domain/finding";
import {
  findingsOf,
  type Patience,
  pauseAfter,
  validateSparingly,
  validateUntilStable,
} from "../../validation/run";
import { afterNode } from "../../validation/suites";
import type { CheckContext, Verdict } from "../../validation/types";
import { done, type StepResult } from "../run";
import { surroundingsOf } from "../session";
import { patiently } from "./patience";
import type { RolloutContext } from "./rollout-context";

const INTERVAL_MS = 1_000;

const checkContext = (
  { run, settings, baseline }: RolloutContext,
  origins: CheckContext["origins"],
): CheckContext => ({
  ...surroundingsOf(run.world, settings),
  target: null,
  baseline,
  origins,
});

function notSettled(node: string, verdict: Verdict): Error {
  const findings = findingsOf(verdict).map(describeFinding).join("; ");
  const next = `bring these workloads back, then run again: it goes on after ${node}.`;
  return stalled("NOT_SETTLED", `after ${node} the cluster did not become healthy again: ${findings}`, next);
}

/** Pods that no node has room for: on a small cluster they can only come back once this node is open again. */
async function waitsForRoom({ run }: RolloutContext): Promise<boolean> {
  const pods = await patiently(run, () => run.world.cluster.pods());
  return pods.some(({ node, phase }) => node === "" && phase === "Pending");
}

/** Before a node is opened: its workloads are back, or all that is missing is a place to run. */
export async function recover(context: RolloutContext, node: string): Promise<StepResult> {
  const { clock } = context.run.world;
  const deadline = clock.elapsedMs() + context.settings.policy.settleTimeoutMs;
  for (;;) {
    const verdict = await validateSparingly(afterNode, checkContext(context, [node]));
    if (verdict.healthy) return done();
    if (await waitsForRoom(context)) return done({ waiting: "pods without a node" });
    if (clock.elapsedMs() > deadline) throw notSettled(node, verdict);
    await clock.sleep(pauseAfter(afterNode, verdict, INTERVAL_MS));
  }
}

/**
 * Before the next node: what was healthy before the run is healthy again, several times in a row. Probes are sent from
 * the node at hand; the others had their turn, or will have it.
 */
export async function settle(
  context: RolloutContext,
  node: string,
  origins: CheckContext["origins"] = [node],
): Promise<StepResult> {
  const { settleTimeoutMs, stableSamples } = context.settings.policy;
  const { clock } = context.run.world;
  const patience: Patience = { clock, timeoutMs: settleTimeoutMs, intervalMs: INTERVAL_MS, stableSamples };
  const verdict = await validateUntilStable(afterNode, checkContext(context, origins), patience);
  if (verdict.healthy) return done({ checks: verdict.results.length });
  throw notSettled(node, verdict);
}
