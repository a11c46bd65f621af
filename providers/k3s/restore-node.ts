import { describeError, stalled } from "../../domain/errors";
import { makeStep, type StepKind } from "../../domain/steps";
import { perform } from "../run";
import { acts, type NodeStepKind } from "./acts";
import type { NodeTask, RolloutContext } from "./rollout-context";

const UNDO: readonly NodeStepKind[] = ["restore-binary", "restart", "wait-ready", "uncordon"];
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
  for (const kind of UNDO) {
    const step = makeStep(`${task.to}/undo`, task.node, kind, `${TITLES[kind]} ${task.node}`);
    await perform(context.run, step, () => acts[kind](context, back));
  }
  const message = `${task.node} did not take ${task.to} and runs ${task.from} again. Seen: ${describeError(cause)}`;
  const next = `find the cause on ${task.node}, then run again; no other node was touched after it.`;
  return stalled("NODE_ROLLED_BACK", message, next, cause);
}
