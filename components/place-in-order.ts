import { sortK3s } from "../domain/k3s-version";
import { k3sStagesAhead, plansEverything } from "../domain/planning/k3s-goal";
import type { PlanReport } from "../domain/planning/plan-report";
import { reportedPlan } from "../providers/plan-world";
import type { ResolvedConfig } from "../providers/resolve-config";
import { unfinishedRun } from "../providers/run";
import type { World } from "../providers/world";

/** Where k3s may go now, and the order that says so. */
export interface PlaceInOrder {
  readonly goal: string;
  /** `null` where only k3s is planned, and while a stage of it has to be finished first. */
  readonly order: PlanReport | null;
}

function findOrder({ clock }: World, resolved: ResolvedConfig): Promise<PlanReport> {
  return reportedPlan({
    ...resolved,
    clock,
    env: process.env,
    gitFolder: undefined,
    withCluster: true,
    bundle: null,
    refresh: false,
    all: false,
    progress: () => {},
  });
}

/** A stage that a node has got to already was approved, and comes to its end before anything else is asked. */
function unfinishedGoal({ journal }: World, versions: readonly string[]): string | null {
  const { mode, target } = unfinishedRun(journal.entries())?.data ?? {};
  if (mode === "upgrade" && typeof target === "string" && versions.includes(target)) return target;
  return new Set(versions).size > 1 ? (sortK3s(versions).at(-1) ?? null) : null;
}

/** Where more than k3s is planned, k3s goes no further than its next place in the order for everything. */
export async function placeInOrder(
  world: World,
  resolved: ResolvedConfig,
  versions: readonly string[],
): Promise<PlaceInOrder> {
  const { config } = resolved;
  // The way back is a way of its own.
  if (!plansEverything(config) || config.rollback !== undefined)
    return { goal: config.versions.k3s, order: null };
  const unfinished = unfinishedGoal(world, versions);
  if (unfinished !== null) return { goal: unfinished, order: null };
  const order = await findOrder(world, resolved);
  const [next] = k3sStagesAhead(order);
  return { goal: next?.to ?? sortK3s(versions)[0] ?? config.versions.k3s, order };
}
