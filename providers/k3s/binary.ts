import { stalled } from "../../domain/errors";
import { restoreBinary, swapBinary as swapScript } from "../node-scripts/binary";
import { done, type Run, type StepResult, skipped } from "../run";
import { keptPath, stagedPath } from "./paths";
import type { NodeTask } from "./rollout-context";

/** Puts the staged binary in place by one rename and keeps the old one beside it. */
export async function swapBinary({ world }: Run, task: NodeTask): Promise<StepResult> {
  if (task.from === task.to) return skipped("the node runs the target");
  const staged = stagedPath(task.binary, task.to);
  const kept = keptPath(task.binary, task.from);
  const parameters = [task.binary, staged, kept, task.sha256];
  const { code, stdout, stderr } = await world.shell.run(task.node, swapScript, parameters);
  if (code !== 0) {
    const next = "run again: the file is staged and verified anew.";
    throw stalled("SWAP_REFUSED", `the binary on ${task.node} was not swapped (${stderr.trim()}).`, next);
  }
  return stdout.trim() === "already" ? skipped("the new binary is in place") : done({ kept });
}

/** Puts the binary of `task.to` back that an earlier run kept beside the present one. */
export async function putKeptBinary({ world }: Run, task: NodeTask): Promise<StepResult> {
  const parameters = [task.binary, keptPath(task.binary, task.to), task.sha256];
  const { code, stdout, stderr } = await world.shell.run(task.node, restoreBinary, parameters);
  if (code !== 0) {
    const next = `put the k3s ${task.to} release file as ${task.binary} on ${task.node} by hand, then run again.`;
    throw stalled(
      "RESTORE_FAILED",
      `${task.to} could not be put back on ${task.node} (${stderr.trim()}).`,
      next,
    );
  }
  return stdout.trim() === "already" ? skipped("the old binary is in place") : done();
}
