import { describeError, isUpdateError, stalled, waiting } from "../../domain/errors";
import { makeStep, type StepKind } from "../../domain/steps";
import { perform } from "../run";
import { acts, type NodeStepKind } from "./acts";
import type { NodeTask, RolloutContext } from "./rollout-context";

const TITLES: Partial<Record<StepKind, string>> = {
  "restore-binary": "put the old k3s back on",
  restart: "restart k3s on",
  "wait-ready": "wait for",
  uncordon: "uncordon",
};

/**
 * A node that did not come back gets its old binary again. Only this node is touched; the run stops afterwards.
 * @returns the error that the run ends with: what was seen, what was undone, what to do next
 */
export async function restoreNode(context: RolloutContext, task: NodeTask, cause: unknown): Promise<Error> {
  const back: NodeTask = { ...task, from: task.to, to: task.from, sha256: "", leaseBefore: null };
  const undo = async (kind: NodeStepKind): Promise<void> => {
    const step = makeStep(`${task.to}/undo`, task.node, kind, `${TITLES[kind]} ${task.node}`);
    await perform(context.run, step, () => acts[kind](context, back));
  };
  try {
    await undo("restore-binary");
    await undo("restart");
  } catch (error) {
    return isUpdateError(error) && error.kind === "waiting" ? lost(task, cause, error) : (error as Error);
  }
  const still = await undo("wait-ready").catch((error: unknown) => error);
  await undo("uncordon");
  return still === undefined ? rolledBack(task, cause) : stillAway(task, cause, still);
}

function rolledBack({ node, from, to }: NodeTask, cause: unknown): Error {
  const message = `${node} did not take ${to} and runs ${from} again. Seen: ${describeError(cause)}`;
  const next = `find the cause on ${node}, then run again; no other node was touched after it.`;
  return stalled("NODE_ROLLED_BACK", message, next, cause);
}

/** Not the new version's fault, or not only: the old one does not come back either. */
function stillAway({ node, from, to }: NodeTask, cause: unknown, still: unknown): Error {
  const message =
    `${node} did not take ${to}, has ${from} in place again and does not come back with it either. ` +
    `Seen: ${describeError(cause)} Then: ${describeError(still)}`;
  return stalled(
    "NODE_LOST",
    message,
    `bring ${node} back, then run again; no other node was touched.`,
    cause,
  );
}

/** Nobody knows what it runs, so it stays cordoned. */
function lost({ node, to }: NodeTask, cause: unknown, error: unknown): Error {
  const message =
    `${node} did not come back at ${to} and its host cannot be reached; it stays cordoned. ` +
    `Seen: ${describeError(cause)} Then: ${describeError(error)}`;
  const next = `bring ${node} back, then run again: it goes on there and opens the node.`;
  return waiting("NODE_LOST", message, next, cause);
}
