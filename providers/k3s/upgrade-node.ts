import { isUpdateError } from "../../domain/errors";
import { makeStep, type Step } from "../../domain/steps";
import { perform } from "../run";
import { acts, isNodeStep } from "./acts";
import { restoreNode } from "./restore-node";
import type { NodeTask, RolloutContext } from "./rollout-context";

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
  const { leaseRenewedAt } = await context.run.world.cluster.node(planned.node);
  const task: NodeTask = { ...planned, leaseBefore: leaseRenewedAt };
  for (const step of steps) {
    const { kind } = step;
    if (!isNodeStep(kind)) continue;
    try {
      await perform(context.run, step, () => acts[kind](context, task));
    } catch (error) {
      throw await undo(context, task, step, error);
    }
  }
}
