import type { StackConfig } from "../config";
import type { Stage } from "../plan";
import type { PlanReport } from "./plan-report";

/** Whether anything but k3s is planned: then k3s has to keep its place in an order. */
export const plansEverything = ({ versions, git }: Pick<StackConfig, "versions" | "git">): boolean =>
  git !== undefined ||
  versions.flux !== undefined ||
  versions.longhorn !== undefined ||
  Object.keys(versions.charts).length > 0;

/** Stages of k3s that the program performs one after the other, before something else has its turn. */
export function k3sStagesAhead({ stages }: PlanReport): Stage[] {
  const steps = stages.flatMap((stage) => stage.steps);
  const end = steps.findIndex(({ by }) => by !== "up");
  const ahead = end === -1 ? steps : steps.slice(0, end);
  return ahead.map(({ from, to, bump, reasons }, i) => ({
    index: i + 1,
    from,
    to,
    kind: bump,
    reason: reasons[0]?.text ?? "",
  }));
}

/** What comes when those are done, as a sentence; empty when nothing does. */
export function afterK3s({ stages }: PlanReport): string {
  const step = stages.flatMap((stage) => stage.steps).find(({ by }) => by !== "up");
  if (step === undefined) return "";
  const { component, from, to, action, by } = step;
  const what = action === "update" ? `${component} ${from} -> ${to}` : `${action} for ${component}`;
  return by === "propose" ? `${what} (gitops-update propose)` : `${what} (by hand, see gitops-update plan)`;
}
