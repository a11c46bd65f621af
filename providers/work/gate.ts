import { stalled } from "../../domain/errors";
import { describeFinding } from "../../domain/finding";
import { retain } from "../../domain/retention";
import { makeStep } from "../../domain/steps";
import { findingsOf, validateUntilStable } from "../../validation/run";
import { afterCluster } from "../../validation/suites";
import { listBackups, removeBackups } from "../backup/catalogue";
import { type Sidecar, versionOf } from "../backup/manifest";
import type { Outcome } from "../host";
import type { Common, GateInputs } from "../inputs";
import { done, endRun, perform, type Run, type StepResult } from "../run";
import { baselineOf, observeVersions, surroundingsOf, withRun } from "../session";

const INTERVAL_MS = 1_000;

async function validate(run: Run, { settings, target }: Common): Promise<StepResult> {
  const { clock } = run.world;
  const { settleTimeoutMs: timeoutMs, stableSamples } = settings.policy;
  const baseline = await baselineOf(run, settings);
  const context = { ...surroundingsOf(run.world, settings), target, baseline, origins: null };
  const verdict = await validateUntilStable(afterCluster, context, {
    clock,
    timeoutMs,
    intervalMs: INTERVAL_MS,
    stableSamples,
  });
  if (verdict.healthy) return done({ checks: verdict.results.map(({ id, outcome }) => `${id} ${outcome}`) });
  const findings = findingsOf(verdict).map(describeFinding).join("; ");
  const next = "mend what is named and run again, or go back: gitops-update rollback.";
  throw stalled("VALIDATION_FAILED", `the cluster is not healthy at ${target}: ${findings}`, next);
}

/** Beside the newest ones: the backup that a rollback named, and the one that leads to the version before. */
function protectedFrom({ target, restore }: GateInputs, backups: readonly Sidecar[]): string[] {
  const wayBack = backups.find(({ manifest }) => ![null, target].includes(versionOf(manifest)))?.manifest.id;
  return [restore, wayBack].filter((id) => id !== undefined);
}

/** Only after a success: until then any older backup may still be wanted. */
function forgetOldBackups(inputs: GateInputs): void {
  const { settings } = inputs;
  const backups = listBackups(settings);
  const records = backups.map(({ manifest, verifiedAt }) => ({
    id: manifest.id,
    takenAt: manifest.createdAt,
    verified: verifiedAt !== "",
  }));
  removeBackups(settings, retain(records, settings.backup.keep, protectedFrom(inputs, backups)).remove);
}

export const ensureHealthy = (inputs: GateInputs): Promise<Outcome> =>
  withRun(inputs, async (run) => {
    const step = makeStep(inputs.target, null, "validate", `validate the cluster at ${inputs.target}`);
    const { data } = await perform(run, step, () => validate(run, inputs));
    endRun(run.world.journal, run.id);
    forgetOldBackups(inputs);
    return { outputs: { ...data, observed: await observeVersions(run.world) } };
  });
