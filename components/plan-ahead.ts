import { isDeepStrictEqual } from "node:util";
import type { UpgradePlan } from "../domain/plan";
import type { ResolvedConfig } from "../providers/resolve-config";
import { withWorld } from "../providers/session";
import { preparePlan } from "./prepare-plan";

/** A plan that was begun while the engine started, from the configuration as it lay in the stack's file. */
export interface PlanAhead {
  readonly resolved: ResolvedConfig;
  readonly plan: Promise<UpgradePlan>;
}

/** Begins at once; whether it fails is known when it is asked for. */
export function planAhead(resolved: ResolvedConfig): PlanAhead {
  const plan = withWorld(resolved.settings, (world) => preparePlan(world, resolved));
  plan.catch(() => undefined);
  return { resolved, plan };
}

/** Good only for the very configuration that the engine then hands over. */
export const isFor = (ahead: PlanAhead, resolved: ResolvedConfig): boolean =>
  isDeepStrictEqual(ahead.resolved, resolved);
