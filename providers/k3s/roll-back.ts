import { inspectHost } from "../../detection/inspect-host";
import { blocked, isUpdateError } from "../../domain/errors";
import type { Datastore } from "../../domain/facts";
import { doneSteps } from "../../domain/journal";
import { minorOf } from "../../domain/k3s-version";
import { nodesGoingBack } from "../../domain/rollback-nodes";
import { minorRollbackSteps, patchRollbackSteps } from "../../domain/rollback-steps";
import type { Step } from "../../domain/steps";
import type { Manifest } from "../backup/manifest";
import { openBackup } from "../backup/verify";
import type { RolloutInputs } from "../inputs";
import { perform, type Run, recall, remember, type StepResult, skipped } from "../run";
import { acts, isNodeStep, type NodeStepKind } from "./acts";
import { demandSameToken } from "./demand-same-token";
import { restoreDatastore } from "./restore-datastore";
import { rollbackBaseline } from "./rollback-baseline";
import type { NodeTask, RolloutContext } from "./rollout-context";

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

function datastoreOf({ nodes }: Manifest): Datastore {
  const store = nodes.find(({ datastore }) => datastore !== "none")?.datastore;
  return store === "sqlite" || store === "etcd" ? store : "external";
}

/** Whether a minor was crossed is asked of the hosts, because after a bad upgrade the API may not answer. */
async function crossesMinor({ world }: Run, { nodes }: Manifest, target: string): Promise<boolean> {
  const hosts = await Promise.all(
    nodes.map(({ node, unit }) => inspectHost(world.shell, world.clock, node, unit)),
  );
  return hosts.some(({ binaryVersion }) => minorOf(binaryVersion) !== minorOf(target));
}

/** Refused before anything is touched: half a restore would be worse than none. */
function demandRestorable(manifest: Manifest, minor: boolean): void {
  if (!minor || datastoreOf(manifest) !== "etcd") return;
  const next = "follow docs/rollback.md; the snapshot is in the bundle under datastore/.";
  throw blocked("RESTORE_BY_HAND", "restoring embedded etcd over a minor is not automated yet.", next);
}

/** What was agreed to lose must be what is lost: between the question and the act the cluster may have changed. */
function demandPermitted(minor: boolean, permits: RolloutInputs["permits"]): void {
  if (!minor || permits !== "patch") return;
  const next = "look at what would be lost: gitops-update rollback --dry-run.";
  throw blocked(
    "ROLLBACK_CLASS",
    "going back crosses a minor, and only a patch rollback was agreed to.",
    next,
  );
}

/** Decided once and remembered: in the middle of a rollback the hosts would give another answer. */
async function stepsFor(
  run: Run,
  manifest: Manifest,
  files: string,
  { target, permits }: RolloutInputs,
): Promise<readonly Step[]> {
  const known = recall<Step[]>(run.world.journal, run.id, "steps");
  if (known !== undefined) return known;
  const minor = await crossesMinor(run, manifest, target);
  demandPermitted(minor, permits);
  demandRestorable(manifest, minor);
  if (minor) await demandSameToken(run, manifest, files);
  const nodes = manifest.nodes.map(({ node, role }) => ({ node, role }));
  const steps = minor
    ? minorRollbackSteps(target, datastoreOf(manifest), nodes)
    : patchRollbackSteps(target, nodes, await apiAnswers(run));
  remember(run.world.journal, run.id, "steps", steps);
  return steps;
}

const isAway = (error: unknown): boolean => isUpdateError(error) && error.kind === "waiting";

async function apiAnswers({ world }: Run): Promise<boolean> {
  try {
    await world.cluster.serverVersion();
    return true;
  } catch (error) {
    if (isAway(error)) return false;
    throw error;
  }
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
    const steps = await stepsFor(run, manifest, files, inputs);
    await walk({ run, settings, baseline }, steps, tasksFrom(manifest, target), files);
  });
}
