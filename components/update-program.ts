import { type Output, output, RunError, runtime } from "@pulumi/pulumi";
import type { Rollback } from "../domain/config/rollback";
import { blocked, describeError, isUpdateError } from "../domain/errors";
import { describeFinding, isBlocker } from "../domain/finding";
import type { UpgradePlan } from "../domain/plan";
import { type ResolvedConfig, resolveConfig } from "../providers/resolve-config";
import { withWorld } from "../providers/session";
import { declareDetectionSchedule } from "./detection-schedule";
import { K3sUpdate } from "./k3s-update";
import { logPlan } from "./log-plan";
import { isFor, type PlanAhead, planAhead } from "./plan-ahead";
import { preparePlan } from "./prepare-plan";
import { beginProviderHost } from "./provider-ahead";
import { settledPlan } from "./settled-plan";
import { readStackConfig } from "./stack-config";

export interface ProgramOptions {
  /** Folder that relative paths of the configuration start at; the one with Pulumi.yaml. */
  readonly projectDir: string;
  /** Keys that replace the stack's own for this one run, such as the permission to roll back. */
  readonly override?: Readonly<Record<string, unknown>>;
  /** A plan begun before the engine was ready. A preview takes it; whoever acts looks anew. */
  readonly ahead?: () => PlanAhead | undefined;
  /** Called with the plan as soon as it is known; default: it is logged. */
  readonly onPlan?: (plan: UpgradePlan) => void;
  /** Called with the error that ends the program, before the engine turns it into text. */
  readonly onError?: (error: unknown) => void;
}

/** A blocked plan stops `up` before the first resource; a preview shows it and goes on. */
function demandClear(plan: UpgradePlan): void {
  const blockers = plan.findings.filter(isBlocker);
  if (runtime.isDryRun() || blockers.length === 0) return;
  const next = "mend what is named, or accept it under gitops-updates:policy.acknowledge.";
  throw blocked("PLAN_BLOCKED", blockers.map(describeFinding).join("\n"), next);
}

type Hearing = Pick<ProgramOptions, "ahead"> & Required<Pick<ProgramOptions, "onPlan">>;

/** A preview tells what is, now; only who is about to act waits. */
function planFor(resolved: ResolvedConfig, ahead: PlanAhead | undefined): Promise<UpgradePlan> {
  const { settings } = resolved;
  if (!runtime.isDryRun()) {
    return withWorld(settings, (world) =>
      settledPlan(world, settings.policy.settleTimeoutMs, () => preparePlan(world, resolved)),
    );
  }
  return ahead !== undefined && isFor(ahead, resolved) ? ahead.plan : planAhead(resolved).plan;
}

const explained = async (resolved: ResolvedConfig, { onPlan, ahead }: Hearing): Promise<UpgradePlan> => {
  const plan = await planFor(resolved, ahead?.());
  onPlan(plan);
  demandClear(plan);
  return plan;
};

type Outputs = Record<string, Output<unknown>>;

/** The next stage of the plan. */
async function declareUpgrade(resolved: ResolvedConfig, hearing: Hearing): Promise<Outputs> {
  beginProviderHost();
  const plan = await explained(resolved, hearing);
  const [stage] = plan.stages;
  const update = new K3sUpdate("k3s", {
    settings: resolved.settings,
    target: stage?.to ?? plan.desired,
    assets: plan.assets,
    hooks: resolved.config.hooks,
    inCluster: resolved.config.inCluster,
  });
  declareDetectionSchedule(resolved, update);
  const { observed, backup } = update;
  const stagesRemaining = output(Math.max(0, plan.stages.length - 1));
  return { plan: output(plan as unknown), observed, backup, stagesRemaining };
}

/** The way back needs no plan: after a bad upgrade there may be no API server to make one from. */
function declareRollback(resolved: ResolvedConfig, { to, backup, class: permits }: Rollback): Outputs {
  const { settings } = resolved;
  const goingBack = {
    ...(backup === undefined ? {} : { restore: backup }),
    ...(permits === undefined ? {} : { permits }),
  };
  const update = new K3sUpdate("k3s", { settings, target: to, mode: "rollback", goingBack });
  declareDetectionSchedule(resolved, update);
  return { observed: update.observed, rolledBackWith: output(backup) };
}

/** The whole product as one Pulumi program: look, plan, explain, and declare the next stage or the way back. */
export function updateProgram({ projectDir, override, onPlan = logPlan, onError, ...rest }: ProgramOptions) {
  return async (): Promise<Outputs> => {
    try {
      const resolved = resolveConfig({ ...readStackConfig(), ...override }, projectDir);
      const { rollback } = resolved.config;
      if (rollback !== undefined) return declareRollback(resolved, rollback);
      return await declareUpgrade(resolved, { onPlan, ...rest });
    } catch (error) {
      onError?.(error);
      // A RunError is shown as its message alone; a stack trace would bury what to do next.
      throw isUpdateError(error) ? new RunError(describeError(error)) : error;
    }
  };
}
