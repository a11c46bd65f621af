import { aftermathMs, isAftermath } from "../domain/aftermath";
import type { UpgradePlan } from "../domain/plan";
import type { World } from "../providers/world";

const POLL_MS = 3_000;

/**
 * Plans again while all that is in the way is what an earlier run has just moved: whoever runs `up` once more right
 * after an interruption should not be told that pods are missing which are on their way back.
 * @param settleMs how long after its last touch a run's pods may take
 */
export async function settledPlan(
  { clock, journal }: Pick<World, "clock" | "journal">,
  settleMs: number,
  prepare: () => Promise<UpgradePlan>,
): Promise<UpgradePlan> {
  const deadline = clock.elapsedMs() + aftermathMs(journal.entries(), settleMs, clock.now());
  for (;;) {
    const plan = await prepare();
    if (!isAftermath(plan.findings) || clock.elapsedMs() >= deadline) return plan;
    await clock.sleep(POLL_MS);
  }
}
