import { stalled, type UpdateError } from "../domain/errors";
import { bumpKind } from "../domain/k3s-version";
import { listBackups } from "../providers/backup/catalogue";
import { type Sidecar, versionOf } from "../providers/backup/manifest";
import { backupOf, unfinishedRun } from "../providers/run";
import { withWorld } from "../providers/session";
import type { Settings } from "../providers/settings";
import type { CliContext } from "./context";
import { mark, say } from "./output/style";
import { planRollback } from "./rollback-plan";
import { lookAtHosts, performRollback } from "./rollback-run";
import { readStackFile } from "./stack-file";

/** The run that has just failed is still open: what it went for, and the backup that it took before its first change. */
interface FailedRun {
  readonly target: string;
  readonly backup: Sidecar | undefined;
}

const failedRun = (settings: Settings): Promise<FailedRun | undefined> =>
  withWorld(settings, async ({ journal }) => {
    const begun = unfinishedRun(journal.entries());
    if (begun === undefined) return undefined;
    const taken = backupOf(journal, begun.run);
    const backup = listBackups(settings).find(({ manifest }) => manifest.id === taken?.id);
    return { target: String(begun.data?.target), backup };
  });

/** Where to, and with what; or why not. */
export type WayBack = { readonly to: string; readonly using: Sidecar } | { readonly why: string };

/**
 * Where a failed run may go back to by itself: only to what it found, and only with its own backup. An older one of the
 * same version would take weeks of the cluster's life with it.
 */
export function wayBack({ target, backup }: FailedRun): WayBack {
  if (backup === undefined) return { why: "this run's own backup is not in the folder any more" };
  const to = versionOf(backup.manifest);
  if (to !== null && bumpKind(to, target) === "downgrade") return { why: `${target} is itself a way back` };
  if (to !== null) return { to, using: backup };
  const found = backup.manifest.nodes.map(({ node, version }) => `${node} ${version}`).join(", ");
  return { why: `the nodes ran several versions before (${found})` };
}

/** After a failed validation, when the policy says so: back to the version before, and the error says both. */
export async function automaticRollback(context: CliContext, cause: UpdateError): Promise<void> {
  const { config, settings } = readStackFile(context);
  if (config.policy.rollback.onFailedValidation !== "automatic") return;
  const run = await failedRun(settings);
  if (run === undefined) return;
  const way = wayBack(run);
  if ("why" in way)
    return say(`${mark.warn()} the policy asks to go back, but ${way.why}: nothing was undone`);
  say(`${mark.bad()} ${cause.code}: ${cause.message}`);
  say(`${mark.warn()} the policy asks to go back to ${way.to}`);
  await performRollback(context, planRollback(way.to, await lookAtHosts(settings), [way.using]));
  const next = "mend the cause before you run up again.";
  throw stalled(
    "ROLLED_BACK",
    `the update failed its validation and was undone; ${way.to} runs again.`,
    next,
    cause,
  );
}
