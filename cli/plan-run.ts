import type { Bundle } from "../domain/detect/bundle";
import { usage } from "../domain/errors";
import type { PlanReport } from "../domain/planning/plan-report";
import { readBundle } from "../providers/adapters/bundle/file";
import { systemClock } from "../providers/adapters/clock";
import { type OrderSetup, openPlan, type Planned, reportedPlan } from "../providers/plan-world";
import type { ResolvedConfig } from "../providers/resolve-config";
import type { LookSource } from "./look-config";

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

/** What `plan` and `propose` are asked alike. */
export interface Look extends LookSource {
  readonly all?: boolean;
  readonly cluster: boolean;
  readonly bundle?: string;
  readonly refresh?: boolean;
}

/** What `plan` and `propose` look at. */
export function planRunOf(
  options: Look,
  resolved: PlanRun["resolved"],
  progress: PlanRun["progress"],
): PlanRun {
  const { all, config, git, cluster, bundle, refresh } = options;
  if (!cluster && git === undefined && resolved.config.git === undefined) {
    const next = "name a folder with --git, or set gitops-updates:git.";
    throw usage("NOTHING_TO_LOOK_AT", "--no-cluster leaves nothing: no Git repository is named.", next);
  }
  return {
    resolved,
    gitFolder: git,
    withCluster: cluster,
    bundle: bundle === undefined ? null : readBundle(bundle),
    refresh: refresh === true,
    // Without a configuration nothing is named, and the newest is all that can be meant.
    all: all === true || !config,
    progress,
  };
}

const setupOf = ({ resolved, ...run }: PlanRun): OrderSetup => ({
  ...resolved,
  ...run,
  clock: systemClock,
  env: process.env,
});

/** Whoever asks closes it. */
export const runPlan = (run: PlanRun): Promise<Planned> => openPlan(setupOf(run));

/** The plan in the words of its report. */
export const reportOf = (run: PlanRun): Promise<PlanReport> => reportedPlan(setupOf(run));
