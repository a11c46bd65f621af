import { log } from "@pulumi/pulumi";
import type { UpgradePlan } from "../domain/plan";
import { planText } from "../report/plan-text";

/** Shows the impact analysis among the engine's own messages, for plain `pulumi preview`. */
export function logPlan(plan: UpgradePlan): void {
  log.info(planText(plan)).catch(() => undefined);
}
