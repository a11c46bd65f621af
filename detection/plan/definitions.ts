import type { Considered } from "../../domain/detect/choice";
import { type Evidenced, isUnknown, type Target } from "../../domain/detect/evidence";
import type { Release, Unknown } from "../../domain/listing";
import { milestones } from "../../domain/planning/milestones";
import type { Definitions } from "../../domain/planning/planned-component";
import { type Wish, wishFor } from "../../domain/planning/wanted";
import type { DetectWorld, Places } from "../detect";
import { readDefined } from "../detect/chart-definitions";
import { hasManifest, readTargetOf } from "../detect/targets";

const NONE: Definitions = new Map();

/** Where versions are read from, and for whom. */
export interface ReadingPlan {
  readonly wish: Wish;
  readonly places: Places;
  /** API groups that are in use here. */
  readonly groups: ReadonlySet<string>;
}

type Read = readonly [version: string, target: Target | Unknown];

async function fromManifests(
  { component, choice }: Evidenced,
  versions: readonly string[],
  places: Places,
  world: DetectWorld,
): Promise<Definitions> {
  const all = [...(choice === null ? [] : [choice.current]), ...versions];
  const read = await Promise.all(
    all.map(async (version) => [version, await readTargetOf(component, version, places, world)] as const),
  );
  return new Map(read.flatMap(([version, target]): Read[] => (target === null ? [] : [[version, target]])));
}

/** Flux does not take away what a chart no longer defines, so it stays as the installed version has it. */
function withKept(target: Target | Unknown, installed: Target): Target | Unknown {
  if (isUnknown(target)) return target;
  const isKept = (it: Target["crds"][number]): boolean =>
    !target.crds.some(({ group, kind }) => it.group === group && it.kind === kind);
  return { ...target, crds: [...target.crds, ...installed.crds.filter(isKept)] };
}

const releasesOf = (newer: readonly Considered[], versions: readonly string[]): Release[] =>
  newer.map(({ release }) => release).filter(({ version }) => versions.includes(version));

/** Of a chart whose definitions nobody touches, or nobody uses, none need to be read. */
async function fromArchives(
  { component, choice }: Evidenced,
  versions: readonly string[],
  groups: ReadonlySet<string>,
  world: DetectWorld,
): Promise<Definitions> {
  if (!choice?.installed || component.keepsCrds !== undefined || component.kind !== "chart") return NONE;
  const installed = await readDefined(component, choice.installed, groups, world);
  if (isUnknown(installed)) return new Map([[choice.current, installed]]);
  if (installed.crds.length === 0) return NONE;
  const read = await Promise.all(
    releasesOf(choice.newer, versions).map(async (release): Promise<Read> => {
      const target = await readDefined(component, release, groups, world);
      return [release.version, withKept(target, installed)];
    }),
  );
  return new Map([[choice.current, installed], ...read]);
}

/** Component -> version -> what it defines, for everything that a plan may stop at. */
export async function readDefinitions(
  evidenced: readonly Evidenced[],
  { wish, places, groups }: ReadingPlan,
  world: DetectWorld,
): Promise<ReadonlyMap<string, Definitions>> {
  const all = evidenced.map(async (it) => {
    const versions = milestones(it, wishFor(it.component, wish));
    const own = hasManifest(it.component.kind)
      ? fromManifests(it, versions, places, world)
      : fromArchives(it, versions, groups, world);
    return [it.component.id, await own] as const;
  });
  return new Map(await Promise.all(all));
}
