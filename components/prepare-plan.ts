import { takeInventory } from "../detection/inventory";
import { resolveAsset } from "../detection/k3s/assets";
import { fetchChannels, fetchReleases } from "../detection/k3s/releases";
import { decidePath } from "../domain/decide-path";
import { isUpdateError } from "../domain/errors";
import { learnTimings } from "../domain/estimate";
import type { Inventory } from "../domain/facts";
import { sortK3s } from "../domain/k3s-version";
import type { UpgradePlan } from "../domain/plan";
import type { PathInput, PlanInput } from "../domain/plan-input";
import { planUpgrade } from "../domain/plan-upgrade";
import type { ApiKind } from "../domain/ports";
import { type Channel, type K3sRelease, resolveDesired } from "../domain/release";
import { removedBetween } from "../domain/removed-apis";
import { retryWhileWaiting } from "../providers/patience";
import type { ResolvedConfig } from "../providers/resolve-config";
import { unfinishedRun } from "../providers/run";
import type { World } from "../providers/world";
import { placeInOrder } from "./place-in-order";

/** How long an interrupted run's server may take to answer again before the plan gives up. */
const RESUME_PATIENCE_MS = 120_000;

/** An unfinished run may have left the only server in the middle of its restart: that is worth a wait. */
function patiently<T>({ clock, journal }: World, work: () => Promise<T>): Promise<T> {
  const isResumed = unfinishedRun(journal.entries()) !== undefined;
  return retryWhileWaiting(clock, isResumed ? RESUME_PATIENCE_MS : 0, work);
}

interface Offers {
  readonly channels: readonly Channel[];
  readonly releases: readonly K3sRelease[];
}

/** With every node at the wanted version no release source has to be asked, and none can be missing. */
async function offersFor(
  world: World,
  { config, settings }: ResolvedConfig,
  versions: readonly string[],
): Promise<Offers> {
  if (versions.every((version) => version === config.versions.k3s)) return { channels: [], releases: [] };
  const [channels, releases] = await Promise.all([
    fetchChannels(world.http, settings.sources),
    fetchReleases(world.http, settings.sources),
  ]);
  return { channels, releases };
}

/** API versions that go away between what runs and what is wanted; live use of them is counted. */
function endangeredApis(
  wanted: string,
  versions: readonly string[],
  { channels, releases }: Offers,
): ApiKind[] {
  const lowest = sortK3s(versions).at(0);
  return lowest === undefined ? [] : removedBetween(lowest, resolveDesired(wanted, channels, releases));
}

type Files = Pick<PlanInput, "assets" | "assetsUnknown">;

/** One file per architecture that is present, pinned by digest. A source that is away makes them unknown, not absent. */
async function findFiles(
  world: World,
  resolved: ResolvedConfig,
  inventory: Inventory,
  version: string,
): Promise<Files> {
  const { sources } = resolved.settings;
  const architectures = [...new Set(inventory.cluster.nodes.map(({ arch }) => arch))].sort();
  const digests: Readonly<Record<string, string | undefined>> =
    resolved.config.cluster.sources.k3s.digests ?? {};
  try {
    const wanted = architectures.map((arch) => ({ version, arch, sources, pinned: digests[arch] }));
    return { assets: await Promise.all(wanted.map((request) => resolveAsset(world.http, request))) };
  } catch (error) {
    if (!isUpdateError(error) || error.kind !== "waiting") throw error;
    return { assets: [], assetsUnknown: error.message };
  }
}

/** With the versions of k3s replaced by where this run may go. */
const towards = ({ config, settings }: ResolvedConfig, k3s: string): ResolvedConfig => ({
  config: { ...config, versions: { ...config.versions, k3s } },
  settings,
});

/** Looks, asks the release sources and thinks: the plan that preview shows and `up` performs. Nothing is changed. */
export async function preparePlan(world: World, stack: ResolvedConfig): Promise<UpgradePlan> {
  const { cluster, shell, clock, journal } = world;
  const versions = await patiently(world, async () => (await cluster.nodes()).map(({ version }) => version));
  const { goal, order } = await placeInOrder(world, stack, versions);
  const resolved = towards(stack, goal);
  const { config, settings } = resolved;
  const offers = await offersFor(world, resolved, versions);
  const apiKinds = endangeredApis(config.versions.k3s, versions, offers);
  const look = { cluster, shell, clock, nodes: settings.ssh.targets, apiKinds };
  const inventory = await patiently(world, () => takeInventory(look));
  const input: PathInput = { config, inventory, ...offers, now: clock.now() };
  const next = decidePath(input).stages[0];
  const files = next === undefined ? { assets: [] } : await findFiles(world, resolved, inventory, next.to);
  return planUpgrade({ ...input, ...files, order, timings: learnTimings(journal.entries()) });
}
