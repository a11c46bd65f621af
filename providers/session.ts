import { takeInventory } from "../detection/inventory";
import type { Inventory } from "../domain/facts";
import { takeBaseline } from "../validation/baseline";
import type { Baseline, Surroundings } from "../validation/types";
import type { Connections } from "./adapters/ssh";
import { withClusterLock } from "./cluster-lock";
import type { Common } from "./inputs";
import type { Observed } from "./observed";
import { enterRun, type Run, recall, remember, unfinishedRun } from "./run";
import type { Settings } from "./settings";
import { openWorld, type World } from "./world";

/** What every resource does around its own work: open the world, look, lock, enter the run, close. */

export function lookAround(world: World, settings: Settings): Promise<Inventory> {
  const { cluster, shell, clock } = world;
  return takeInventory({ cluster, shell, clock, nodes: settings.ssh.targets, askFiles: true, apiKinds: [] });
}

/** What checks may ask of this world. */
export const surroundingsOf = (
  { cluster, shell, network, clock }: World,
  settings: Settings,
): Surroundings => ({
  cluster,
  shell,
  network,
  clock,
  probes: settings.probes,
});

/** How things stood before this run first touched anything; a resumed run compares with the same memory. */
export async function baselineOf(run: Run, settings: Settings): Promise<Baseline> {
  const { journal } = run.world;
  const known = recall<Baseline>(journal, run.id, "baseline");
  if (known !== undefined) return known;
  const taken = await takeBaseline(surroundingsOf(run.world, settings));
  remember(journal, run.id, "baseline", taken);
  return taken;
}

/** Opens the world for one call and closes its connections however it ends. */
export async function withWorld<T>(
  settings: Settings,
  work: (world: World) => Promise<T>,
  connections?: Connections,
): Promise<T> {
  const world = openWorld(settings, connections);
  try {
    return await work(world);
  } finally {
    world.shell.close();
  }
}

/** Works as the only updater, inside the run for this target. */
export function withRun<T>({ settings, mode, target }: Common, work: (run: Run) => Promise<T>): Promise<T> {
  return withWorld(settings, (world) =>
    withClusterLock(
      world,
      (lock) => {
        const id = enterRun(world.journal, mode, target);
        return work({ id, mode, target, world, assertMayContinue: lock.assertHeld });
      },
      { apiMayBeAway: mode === "rollback" },
    ),
  );
}

/** The versions that really run. */
export async function observeVersions(world: World): Promise<Observed> {
  const [nodes, apiServer] = await Promise.all([world.cluster.nodes(), world.cluster.serverVersion()]);
  const versions = Object.fromEntries(nodes.map(({ name, version }) => [name, version]));
  return { versions, apiServer, openRun: unfinishedRun(world.journal.entries())?.run ?? null };
}
