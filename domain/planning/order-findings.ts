import type { Finding } from "../finding";
import { finding } from "../finding-codes";
import type { PlanReport } from "./plan-report";

const IN_THE_WAY = { propose: "PLAN_STEP_IN_GIT", hand: "PLAN_STEP_BY_HAND" } as const;

/** What the order for everything says against going on with k3s now. */
export function orderFindings({ possible, next, findings, forbiddenBy, stages }: PlanReport): Finding[] {
  if (!possible) {
    const forbid = findings.slice(0, forbiddenBy.length);
    const message = forbid.map(({ subject, message: says }) => `${subject} ${says}`).join("; ");
    return [finding("PLAN_IMPOSSIBLE", "order", message)];
  }
  const remarks = findings.map((it): Finding => ({ ...it }));
  if (next === null || next.by === "up") return remarks;
  const message = `${next.text} comes first, the first of ${stages.length} stages`;
  return [finding(IN_THE_WAY[next.by], "order", message), ...remarks];
}
