import type { Considered } from "../../domain/detect/choice";
import { type Evidenced, isUnknown, type Target } from "../../domain/detect/evidence";
import type { Release, Unknown } from "../../domain/listing";
import { type Definitions, withKept } from "../../domain/planning/definitions";
import { milestones } from "../../domain/planning/milestones";
import { type Wish, wishFor } from "../../domain/planning/wanted";
import type { DetectWorld, Places, Reading } from "../detect";
import { readDefined } from "../detect/chart-definitions";
import { hasManifest, readTargetOf } from "../detect/targets";

const NONE: Definitions = new Map();

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
      return [release.version, isUnknown(target) ? target : withKept(target, installed)];
    }),
  );
  return new Map([[choice.current, installed], ...read]);
}

/** Component -> version -> what it defines, for everything that a plan may stop at. */
export async function readDefinitions(
  evidenced: readonly Evidenced[],
  wish: Wish,
  { places, groups }: Reading,
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
