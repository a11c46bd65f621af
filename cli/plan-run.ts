import type { Bundle } from "../domain/detect/bundle";
import { systemClock } from "../providers/adapters/clock";
import { openPlan, type Planned } from "../providers/plan-world";
import type { ResolvedConfig } from "../providers/resolve-config";

export type { Planned } from "../providers/plan-world";

/** One look, and the order for what was found. */
export interface PlanRun {
  readonly resolved: ResolvedConfig;
  readonly gitFolder: string | undefined;
  readonly withCluster: boolean;
  readonly bundle: Bundle | null;
  readonly refresh: boolean;
  /** Brings everything to its newest version, and not only what the configuration names. */
  readonly all: boolean;
  readonly progress: (line: string) => void;
}

/** Whoever asks closes it. */
export const runPlan = ({ resolved, ...run }: PlanRun): Promise<Planned> =>
  openPlan({ ...resolved, ...run, clock: systemClock, env: process.env });
