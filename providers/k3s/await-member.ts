import { inspectUnit } from "../../detection/inspect-host";
import { stalled } from "../../domain/errors";
import { etcdReady } from "../node-scripts/etcd";
import { done, type StepResult } from "../run";
import { lastWords } from "./node-service";
import type { NodeTask, RolloutContext } from "./rollout-context";

const POLL_MS = 2_000;

/**
 * Waits until this very server's API server reads from its etcd member. A server that joins may be started again by its
 * service until the others have taken it in, so nothing but the time ends the wait.
 */
export async function awaitMember({ run, settings }: RolloutContext, task: NodeTask): Promise<StepResult> {
  const { clock, shell } = run.world;
  const deadline = clock.elapsedMs() + settings.policy.nodeTimeoutMs;
  const { binary, configFile } = await inspectUnit(shell, task.node, task.unit);
  for (;;) {
    const { code } = await shell.run(task.node, etcdReady, [binary, configFile]);
    if (code === 0) return done();
    if (clock.elapsedMs() > deadline) {
      const said = await lastWords(run, task);
      throw stalled(
        "NODE_TIMEOUT",
        `the etcd member on ${task.node} did not answer in time (last words: ${said}).`,
        `read journalctl -u ${task.unit} on ${task.node}, then run again: it goes on there.`,
      );
    }
    await clock.sleep(POLL_MS);
  }
}
