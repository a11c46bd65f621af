import { inspectHost } from "../detection/inspect-host";
import { sortK3s } from "../domain/k3s-version";
import { withWorld } from "../providers/session";
import type { Settings } from "../providers/settings";
import type { CliContext } from "./context";
import { performStage } from "./perform-stage";
import type { Present, RollbackPlan } from "./rollback-plan";

/** Runs the engine with the permission to go back, so that the rollback is an update in the history like any other. */
export async function performRollback(
  context: CliContext,
  { to, backup, kind }: RollbackPlan,
): Promise<void> {
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
export async function lookAtHosts(settings: Settings): Promise<Present> {
  const versions = await withWorld(settings, ({ shell, clock }) =>
    Promise.all(
      settings.ssh.targets.map(
        async ({ name, unit }) => (await inspectHost(shell, clock, name, unit)).binaryVersion,
      ),
    ),
  );
  return { from: sortK3s([...new Set(versions)]), nodes: settings.ssh.targets.map(({ name }) => name) };
}
