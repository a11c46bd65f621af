import { type InspectedHost, inspectHost } from "../../detection/inspect-host";
import { blocked, isUpdateError } from "../../domain/errors";
import { restoreOrder } from "../../domain/etcd-restore-order";
import type { Datastore } from "../../domain/facts";
import { minorOf } from "../../domain/k3s-version";
import { minorRollbackSteps, patchRollbackSteps, type RollbackNode } from "../../domain/rollback-steps";
import type { Step } from "../../domain/steps";
import type { Manifest } from "../backup/manifest";
import type { RolloutInputs } from "../inputs";
import { joinSettings } from "../node-scripts/etcd";
import { type Run, recall, remember } from "../run";
import { demandSameToken } from "./demand-same-token";

function datastoreOf({ nodes }: Manifest): Datastore {
  const store = nodes.find(({ datastore }) => datastore !== "none")?.datastore;
  return store === "sqlite" || store === "etcd" ? store : "external";
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

/** With etcd the servers come in the order in which they can; refused here, because half a restore is worse than none. */
async function inOrder(
  { world }: Run,
  { nodes }: Manifest,
  hosts: readonly InspectedHost[],
): Promise<RollbackNode[]> {
  const agents = nodes.filter(({ role }) => role === "agent");
  const isAgent = (name: string): boolean => agents.some(({ node }) => node === name);
  const servers = await Promise.all(
    hosts
      .filter(({ node }) => !isAgent(node))
      .map(async ({ node, unit, configFile }) => {
        const { stdout } = await world.shell.run(node, joinSettings, [unit, configFile]);
        const named = stdout.trim().split("\n");
        return { node, joins: named.includes("server"), hasToken: named.includes("token") };
      }),
  );
  return [...restoreOrder(servers).map((node) => ({ node, role: "server" as const })), ...agents];
}

async function minorSteps(
  run: Run,
  manifest: Manifest,
  files: string,
  { target, hosts }: { readonly target: string; readonly hosts: readonly InspectedHost[] },
): Promise<Step[]> {
  await demandSameToken(run, manifest, files);
  const datastore = datastoreOf(manifest);
  const nodes = datastore === "etcd" ? await inOrder(run, manifest, hosts) : manifest.nodes;
  return minorRollbackSteps(target, datastore, nodes);
}

export const isAway = (error: unknown): boolean => isUpdateError(error) && error.kind === "waiting";

async function apiAnswers({ world }: Run): Promise<boolean> {
  try {
    await world.cluster.serverVersion();
    return true;
  } catch (error) {
    if (isAway(error)) return false;
    throw error;
  }
}

/**
 * The steps that lead back. Whether a minor was crossed is asked of the hosts, because after a bad upgrade the API may not
 * answer. Decided once and remembered: in the middle of a rollback the hosts would give another answer.
 * @param files of the opened backup
 */
export async function stepsBack(
  run: Run,
  manifest: Manifest,
  files: string,
  { target, permits }: RolloutInputs,
): Promise<readonly Step[]> {
  const { journal, shell, clock } = run.world;
  const known = recall<Step[]>(journal, run.id, "steps");
  if (known !== undefined) return known;
  const hosts = await Promise.all(
    manifest.nodes.map(({ node, unit }) => inspectHost(shell, clock, node, unit)),
  );
  const minor = hosts.some(({ binaryVersion }) => minorOf(binaryVersion) !== minorOf(target));
  demandPermitted(minor, permits);
  const steps = minor
    ? await minorSteps(run, manifest, files, { target, hosts })
    : patchRollbackSteps(target, manifest.nodes, await apiAnswers(run));
  remember(journal, run.id, "steps", steps);
  return steps;
}
