import type { Finding } from "../finding";
import { finding } from "../finding-codes";
import type { PlanReport } from "./plan-report";

const IN_THE_WAY = { propose: "PLAN_STEP_IN_GIT", hand: "PLAN_STEP_BY_HAND" } as const;

/** Where k3s should go somewhere and nobody could be asked for it, "nothing to do" would be a guess. */
const isBlind = (code: string, subject: string, unknown: readonly string[]): boolean =>
  code === "PLAN_HELD" && subject === "k3s" && unknown.includes("k3s");

/** What the order for everything says against going on with k3s now. */
export function orderFindings(order: PlanReport): Finding[] {
  const { possible, next, findings, forbiddenBy, stages, unknown } = order;
  if (!possible) {
    const forbid = findings.slice(0, forbiddenBy.length);
    const message = forbid.map(({ subject, message: says }) => `${subject} ${says}`).join("; ");
    return [finding("PLAN_IMPOSSIBLE", "order", message)];
  }
  const remarks = findings.map(
    (it): Finding => (isBlind(it.code, it.subject, unknown) ? { ...it, severity: "blocker" } : { ...it }),
  );
  if (next === null || next.by === "up") return remarks;
  const message = `${next.text} comes first, the first of ${stages.length} stages`;
  return [finding(IN_THE_WAY[next.by], "order", message), ...remarks];
}
