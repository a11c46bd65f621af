import { CORDON_ANNOTATION } from "../../domain/cordon";
import { blocked } from "../../domain/errors";
import { makeStep } from "../../domain/steps";
import type { Outcome } from "../host";
import type { RolloutInputs } from "../inputs";
import { rollBack } from "../k3s/roll-back";
import { rollForward } from "../k3s/roll-forward";
import type { RolloutContext } from "../k3s/rollout-context";
import { settle } from "../k3s/settle";
import { stageBinaries, withoutVerifiedFile } from "../k3s/stage-binaries";
import { nodeTasks } from "../k3s/tasks";
import { backupOf, perform, type Run } from "../run";
import { baselineOf, lookAround, observeVersions, withRun } from "../session";

/** No verified backup, no upgrade: the proof is in the journal of this very run. */
function demandBackup(run: Run): void {
  if (backupOf(run.world.journal, run.id) !== undefined) return;
  const next = "run pulumi up without --target, so that the Backup resource runs first.";
  throw blocked("BACKUP_MISSING", "this run has no verified backup.", next);
}

/** A run that died after a node was opened never saw the cluster settle; nobody else is touched before it has. */
async function settleResumed(context: RolloutContext): Promise<void> {
  const { run } = context;
  const resumed = run.world.journal
    .entries()
    .some((entry) => entry.run === run.id && entry.kind === "restart");
  if (!resumed) return;
  const step = makeStep(
    run.target,
    null,
    "settle",
    "wait until the cluster has settled after the interruption",
  );
  await perform(run, step, () => settle(context, "the interruption", null));
}

async function upgrade(run: Run, inputs: RolloutInputs): Promise<void> {
  const { settings } = inputs;
  const inventory = await lookAround(run.world, settings);
  const tasks = nodeTasks({ inventory, policy: settings.policy, ...inputs });
  if (tasks.length === 0) return;
  demandBackup(run);
  const behind = tasks.filter(({ from, to }) => from !== to);
  await stageBinaries(run, await withoutVerifiedFile(run, behind), inputs.assets);
  const context: RolloutContext = { run, settings, baseline: await baselineOf(run, settings) };
  // A node in the middle of its steps is finished first: its workloads may be what the cluster waits for.
  const midway = inventory.cluster.nodes.some(({ annotations }) => CORDON_ANNOTATION in annotations);
  if (!midway) await settleResumed(context);
  await rollForward(context, tasks);
}

export const ensureRolledOut = (inputs: RolloutInputs): Promise<Outcome> =>
  withRun(inputs, async (run) => {
    if (inputs.mode === "upgrade") await upgrade(run, inputs);
    else await rollBack(run, inputs);
    return { outputs: { observed: await observeVersions(run.world) } };
  });
