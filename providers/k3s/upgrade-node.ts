import { isUpdateError } from "../../domain/errors";
import { makeStep, type Step, type StepKind } from "../../domain/steps";
import { perform } from "../run";
import { acts, isNodeStep } from "./acts";
import { awaitFit } from "./await-fit";
import { awaitQuorum } from "./await-quorum";
import { patiently } from "./patience";
import { restoreNode } from "./restore-node";
import type { NodeTask, RolloutContext } from "./rollout-context";

/** What must hold before a step; asked again before the swap, because a drain takes its time. */
const DEMANDS: Partial<Record<StepKind, readonly Demand[]>> = {
  cordon: [awaitFit, awaitQuorum],
  swap: [awaitQuorum],
};
type Demand = (context: RolloutContext, task: NodeTask) => Promise<void>;

const CAME_NOT_BACK = ["CRASH_LOOP", "NODE_TIMEOUT"];
/** Up to here the node runs what it ran before, or runs the new version well: nothing but the cordon is undone. */
const OPENED_ON_FAILURE = ["drain", "swap", "recover"];

/**
 * What is undone when a step fails for good: a node that does not come back gets its old binary, a cordon of ours
 * is lifted. A connection that is away (`waiting`) undoes nothing, because the next run goes on from there.
 */
async function undo(context: RolloutContext, task: NodeTask, step: Step, error: unknown): Promise<unknown> {
  if (!isUpdateError(error) || error.kind === "waiting") return error;
  if (CAME_NOT_BACK.includes(error.code)) return restoreNode(context, task, error);
  if (!OPENED_ON_FAILURE.includes(step.kind)) return error;
  const open = makeStep(`${task.to}/undo`, task.node, "uncordon", `uncordon ${task.node}`);
  await perform(context.run, open, () => acts.uncordon(context, task));
  return error;
}

/** Walks one node through its steps. */
export async function upgradeNode(
  context: RolloutContext,
  planned: NodeTask,
  steps: readonly Step[],
): Promise<void> {
  const { cluster } = context.run.world;
  const { leaseRenewedAt } = await patiently(context.run, () => cluster.node(planned.node));
  const task: NodeTask = { ...planned, leaseBefore: leaseRenewedAt };
  for (const step of steps) {
    const { kind } = step;
    if (!isNodeStep(kind)) continue;
    try {
      await perform(context.run, step, async () => {
        for (const demand of DEMANDS[kind] ?? []) await demand(context, task);
        return acts[kind](context, task);
      });
    } catch (error) {
      throw await undo(context, task, step, error);
    }
  }
}
