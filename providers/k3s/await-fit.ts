import { CORDON_ANNOTATION } from "../../domain/cordon";
import { stalled } from "../../domain/errors";
import type { NodeFacts } from "../../domain/facts";
import { serviceState } from "./node-service";
import { patiently } from "./patience";
import type { NodeTask, RolloutContext } from "./rollout-context";

const POLL_MS = 2_000;

/** What speaks against touching the node; k3s itself is asked because a dead kubelet's node stays Ready for a while. */
async function trouble(
  { run }: RolloutContext,
  task: NodeTask,
  { ready, leaseRenewedAt }: NodeFacts,
): Promise<string | null> {
  if (!ready) return `is not Ready (last heartbeat ${leaseRenewedAt ?? "never"})`;
  const { active, sub } = await serviceState(run, task);
  return active === "active" ? null : `has its ${task.unit} ${active} (${sub})`;
}

/** One that an earlier run left in the middle may be ill because of that; it is finished, not refused. */
const isHalfDone = ({ annotations, version }: NodeFacts, { to }: NodeTask): boolean =>
  CORDON_ANNOTATION in annotations || version === to;

/** Between the first look and now a node may have fallen ill; an upgrade is not what it needs then. */
export async function awaitFit(context: RolloutContext, task: NodeTask): Promise<void> {
  const { run, settings } = context;
  const { clock, cluster } = run.world;
  const deadline = clock.elapsedMs() + settings.policy.nodeTimeoutMs;
  for (;;) {
    const seen = await patiently(run, () => cluster.node(task.node));
    if (isHalfDone(seen, task)) return;
    const found = await trouble(context, task, seen);
    if (found === null) return;
    if (clock.elapsedMs() > deadline) {
      const next = `bring ${task.node} back, then run again: it goes on with it.`;
      throw stalled("NODE_UNFIT", `${task.node} ${found}, so it was not touched.`, next);
    }
    await clock.sleep(POLL_MS);
  }
}
