import type { Command } from "commander";
import { inspectHost } from "../../detection/inspect-host";
import { stalled, type UpdateError, usage } from "../../domain/errors";
import { bumpKind, minorOf, sortK3s } from "../../domain/k3s-version";
import { listBackups } from "../../providers/backup/catalogue";
import type { Sidecar } from "../../providers/backup/manifest";
import { withWorld } from "../../providers/session";
import type { Settings } from "../../providers/settings";
import { openStackOnly } from "../automation";
import { confirmed } from "../confirm";
import { type CliContext, contextOf } from "../context";
import { PROJECT } from "../engine";
import { type HistoryEntry, readHistory } from "../history";
import { mark, say, sayJson, style } from "../output/style";
import { performStage } from "../perform-stage";
import { readStackFile } from "../stack-file";

/** What a rollback will do, decided before anything is touched. */
export interface RollbackPlan {
  readonly from: readonly string[];
  readonly to: string;
  readonly kind: "patch" | "minor";
  readonly backup: string;
  readonly takenAt: string;
  readonly does: readonly string[];
  readonly loses: readonly string[];
}

const uniform = (versions: Readonly<Record<string, string>> | null): string | null => {
  const all = [...new Set(Object.values(versions ?? {}))];
  return all.length === 1 ? (all[0] ?? null) : null;
};

/** What ran before the first update is known from the backup that it took. */
function versionBefore(history: readonly HistoryEntry[], backups: readonly Sidecar[]): string {
  const first = history.find(({ backup }) => backup !== null)?.backup;
  const version = backups.find(({ manifest }) => manifest.id === first)?.manifest.nodes[0]?.version;
  if (version !== undefined) return version;
  throw usage(
    "UPDATE_UNKNOWN",
    "the first update left no backup in this folder.",
    "name a version: gitops-update backup list",
  );
}

/** `--to` is an update of the stack's history, or a version. */
function targetOf(to: string, history: readonly HistoryEntry[], backups: readonly Sidecar[]): string {
  if (to.startsWith("v")) return to;
  if (to === "0") return versionBefore(history, backups);
  const entry = history.find(({ update }) => String(update) === to);
  const version = uniform(entry?.versions ?? null);
  if (version !== null) return version;
  const known = history.filter((it) => uniform(it.versions) !== null).map((it) => it.update);
  throw usage(
    "UPDATE_UNKNOWN",
    `update ${to} left no single version (those that did: ${known.join(", ") || "none"}).`,
    "run: gitops-update history",
  );
}

/** The newest backup of a cluster that ran the version everywhere: the last moment to which one can return. */
function backupFor(version: string, backups: readonly Sidecar[]): Sidecar {
  const found = backups.find(({ manifest }) => manifest.nodes.every((node) => node.version === version));
  if (found !== undefined) return found;
  const known = [...new Set(backups.flatMap(({ manifest }) => manifest.nodes.map((node) => node.version)))];
  const next = "a minor can only be undone with a backup taken on it: gitops-update backup list";
  throw usage(
    "BACKUP_UNKNOWN",
    `no backup was taken at ${version} (there are some of: ${known.join(", ") || "none"}).`,
    next,
  );
}

const WHAT = {
  patch: {
    does: ["puts the kept binary back on one node after the other and restarts k3s there"],
    loses: ["nothing: within a minor the old version reads the datastore as it is"],
  },
  minor: {
    does: [
      "stops k3s on every node (running containers stay up; the API is away meanwhile)",
      "puts the old binaries back, restores the datastore on the first server, starts servers, then agents",
    ],
    loses: [
      "every change to Kubernetes objects since the backup",
      "the status that controllers wrote since then",
    ],
  },
} as const;

export function planRollback(to: string, from: readonly string[], backups: readonly Sidecar[]): RollbackPlan {
  const { manifest } = backupFor(to, backups);
  const crosses = from.some((version) => minorOf(version) !== minorOf(to));
  const kind = crosses ? "minor" : "patch";
  return { from, to, kind, backup: manifest.id, takenAt: manifest.createdAt, ...WHAT[kind] };
}

function show({ from, to, kind, backup, takenAt, does, loses }: RollbackPlan): void {
  say(style.bold(`Rollback of k3s ${from.join(", ")} -> ${to} (${kind})`));
  say(`  with backup ${backup}, taken ${takenAt}`);
  for (const line of does) say(`  ${mark.warn()} ${line}`);
  for (const line of loses) say(`  ${kind === "minor" ? mark.bad() : mark.good()} lost: ${line}`);
}

/** Runs the engine with the permission to go back, so that the rollback is an update in the history like any other. */
async function performRollback(context: CliContext, { to, backup, kind }: RollbackPlan): Promise<void> {
  const override = { versions: { k3s: to }, rollback: { to, backup, class: kind } };
  await performStage(context, {
    override,
    message: `rollback to k3s ${to}`,
    quiet: context.output === "json",
  });
}

/**
 * What the k3s files on the hosts say. The history would be wrong where somebody else upgraded the cluster, and the
 * API may not answer; every host must be reached anyway to go back.
 */
async function fileVersions(settings: Settings): Promise<string[]> {
  const versions = await withWorld(settings, ({ shell, clock }) =>
    Promise.all(
      settings.ssh.targets.map(
        async ({ name, unit }) => (await inspectHost(shell, clock, name, unit)).binaryVersion,
      ),
    ),
  );
  return sortK3s([...new Set(versions)]);
}

async function lookBack(context: CliContext, to: string): Promise<RollbackPlan> {
  const { settings } = readStackFile(context);
  const { stack, backend } = await openStackOnly(context);
  const history = await readHistory(stack, backend, PROJECT);
  const backups = listBackups(settings.backup.directory);
  const target = targetOf(to, history, backups);
  return planRollback(target, await fileVersions(settings), backups);
}

/** After a failed validation, when the policy says so: back to the version before, and the error says both. */
export async function automaticRollback(context: CliContext, cause: UpdateError): Promise<void> {
  const { config, settings } = readStackFile(context);
  if (config.policy.rollback.onFailedValidation !== "automatic") return;
  const [newest] = listBackups(settings.backup.directory);
  const before = newest?.manifest.nodes[0]?.version;
  if (before === undefined || bumpKind(before, config.versions.k3s) === "downgrade") return;
  say(`${mark.bad()} ${cause.code}: ${cause.message}`);
  say(`${mark.warn()} the policy asks to go back to ${before}`);
  await performRollback(
    context,
    planRollback(before, await fileVersions(settings), listBackups(settings.backup.directory)),
  );
  const next = "mend the cause before you run up again.";
  throw stalled(
    "ROLLED_BACK",
    `the update failed its validation and was undone; ${before} runs again.`,
    next,
    cause,
  );
}

export type RollbackOptions = { to: string; yes?: boolean; dryRun?: boolean };

export async function runRollback(options: RollbackOptions, command: Command): Promise<void> {
  const context = contextOf(command);
  const plan = await lookBack(context, options.to);
  if (context.output === "text") show(plan);
  if (options.dryRun === true) {
    if (context.output === "json") sayJson(plan);
    return;
  }
  if (!(await confirmed(options.yes === true))) return say("Nothing was changed.");
  await performRollback(context, plan);
  if (context.output === "json") return sayJson(plan);
  say(`${mark.good()} ${style.bold(`every node runs ${plan.to} again`)}`);
}
