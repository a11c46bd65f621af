import "./without-kubeconfig";
import type { Asset } from "../../domain/plan";
import { rollForward } from "../../providers/k3s/roll-forward";
import type { NodeTask, RolloutContext } from "../../providers/k3s/rollout-context";
import { stageBinaries } from "../../providers/k3s/stage-binaries";
import { nodeTasks } from "../../providers/k3s/tasks";
import { endRun, enterRun, type Run } from "../../providers/run";
import { baselineOf, lookAround } from "../../providers/session";
import type { Settings } from "../../providers/settings";
import { digestOf, k3sFile } from "./fake-host";
import { type FakeWorld, type Faults, NEW } from "./fake-world";
import { settings as makeSettings } from "./settings";

export const URL = "https://example.org/k3s";

/** The release file of the fake world, pinned as a plan would. */
export function publish(world: FakeWorld, content = k3sFile(NEW)): Asset {
  world.downloads.set(URL, content);
  return { arch: "amd64", url: URL, sha256: digestOf(content) };
}

export interface Attempt {
  readonly world: FakeWorld;
  readonly assets: readonly Asset[];
  readonly target?: string;
  readonly faults?: Faults;
  readonly settings?: Settings;
}

export interface Prepared {
  readonly run: Run;
  readonly context: RolloutContext;
  readonly tasks: readonly NodeTask[];
  readonly calls: () => number;
}

/** One process that has looked around, entered the run and staged the files. */
export async function prepare({ world, assets, target = NEW, faults, settings }: Attempt): Promise<Prepared> {
  const own = settings ?? makeSettings(world);
  const ports = world.open(faults);
  const id = enterRun(ports.journal, "upgrade", target);
  const run: Run = { id, mode: "upgrade", target, world: ports, assertMayContinue: () => undefined };
  const inventory = await lookAround(ports, own);
  const tasks = nodeTasks({ inventory, target, policy: own.policy, assets });
  const context = { run, settings: own, baseline: await baselineOf(run, own) };
  await stageBinaries(
    run,
    tasks.filter(({ from, to }) => from !== to),
    assets,
  );
  return { run, context, tasks, calls: ports.calls };
}

/** One whole attempt, from looking around to the end of the run; returns how often it asked something of a port. */
export async function attempt(request: Attempt): Promise<number> {
  const { run, context, tasks, calls } = await prepare(request);
  await rollForward(context, tasks);
  endRun(run.world.journal, run.id);
  return calls();
}
