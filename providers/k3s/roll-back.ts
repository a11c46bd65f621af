import { blocked } from "../../domain/errors";
import { doneSteps } from "../../domain/journal";
import { nodesGoingBack } from "../../domain/rollback-nodes";
import type { Step } from "../../domain/steps";
import type { Manifest } from "../backup/manifest";
import { openBackup } from "../backup/verify";
import type { RolloutInputs } from "../inputs";
import { perform, type Run, type StepResult, skipped } from "../run";
import { acts, isNodeStep, type NodeStepKind } from "./acts";
import { restoreDatastore } from "./restore-datastore";
import { rollbackBaseline } from "./rollback-baseline";
import type { NodeTask, RolloutContext } from "./rollout-context";
import { isAway, stepsBack } from "./steps-back";

/** The nodes as the backup knew them: digests, units and paths come from there, because the API may be away. */
function tasksFrom({ nodes }: Manifest, target: string): Map<string, NodeTask> {
  const common = { from: target, to: target, disruption: "cordon", leaseBefore: null } as const;
  return new Map(
    nodes.map(({ node, role, unit, binary, dataDir, binarySha256: sha256 }) => [
      node,
      { ...common, node, role, unit, binary, dataDir, sha256 },
    ]),
  );
}

function demandSameVersion({ id, nodes }: Manifest, target: string): void {
  const other = nodes.filter(({ version }) => version !== target);
  if (other.length === 0) return;
  const found = other.map(({ node, version }) => `${node} at ${version}`).join(", ");
  const next = "choose the backup that was taken at the version to go back to: gitops-update backup list.";
  throw blocked("BACKUP_OTHER_VERSION", `backup ${id} knows ${found}, not ${target}.`, next);
}

/** Going back may be what brings the API back, so a cordon that nobody can be asked for is left out. */
async function actOn(context: RolloutContext, task: NodeTask, kind: NodeStepKind): Promise<StepResult> {
  try {
    return await acts[kind](context, task);
  } catch (error) {
    if (kind === "cordon" && isAway(error)) return skipped("the API server is away");
    throw error;
  }
}

async function walk(
  context: RolloutContext,
  steps: readonly Step[],
  tasks: ReadonlyMap<string, NodeTask>,
  files: string,
) {
  const { run } = context;
  const finished = doneSteps(run.world.journal.entries(), run.id);
  for (const step of steps) {
    const task = tasks.get(step.node ?? "");
    const { kind } = step;
    if (task === undefined || finished.has(step.id)) continue;
    if (kind === "restore-datastore") await perform(run, step, () => restoreDatastore(run, task, files));
    else if (isNodeStep(kind)) await perform(run, step, () => actOn(context, task, kind));
    else throw new Error(`a rollback has no act for ${kind}`);
  }
}

/** Goes back to the version and, over a minor, to the data of a backup. Every finished step stays finished. */
export async function rollBack(run: Run, inputs: RolloutInputs): Promise<void> {
  const { settings, target, restore: backup } = inputs;
  if (backup === undefined) {
    const next = "name one with gitops-updates:rollback.backup (gitops-update backup list).";
    throw blocked("BACKUP_UNNAMED", "a rollback needs the backup to go back to.", next);
  }
  await openBackup(settings, backup, async (whole, files) => {
    demandSameVersion(whole, target);
    const configured = settings.ssh.targets.map(({ name }) => name);
    const manifest = { ...whole, nodes: nodesGoingBack(whole.nodes, configured) };
    const baseline = await rollbackBaseline(run, settings, backup);
    const steps = await stepsBack(run, manifest, files, inputs);
    await walk({ run, settings, baseline }, steps, tasksFrom(manifest, target), files);
  });
}
