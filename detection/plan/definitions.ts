import type { Evidenced } from "../../domain/detect/evidence";
import { milestones } from "../../domain/planning/milestones";
import type { Definitions } from "../../domain/planning/planned-component";
import { type Wish, wishFor } from "../../domain/planning/wanted";
import type { DetectWorld, Places } from "../detect";
import { hasManifest, readTargetOf } from "../detect/targets";

async function definitionsOf(
  evidenced: Evidenced,
  wish: Wish,
  places: Places,
  world: DetectWorld,
): Promise<Definitions> {
  const { component, choice } = evidenced;
  if (choice === null || !hasManifest(component.kind)) return new Map();
  const versions = [choice.current, ...milestones(evidenced, wishFor(component, wish))];
  const read = await Promise.all(
    versions.map(
      async (version) => [version, await readTargetOf(component, version, places, world)] as const,
    ),
  );
  return new Map(read.flatMap(([version, target]) => (target === null ? [] : [[version, target] as const])));
}

/** Component -> version -> what it defines, for everything that a plan may stop at. */
export async function readDefinitions(
  evidenced: readonly Evidenced[],
  wish: Wish,
  places: Places,
  world: DetectWorld,
): Promise<ReadonlyMap<string, Definitions>> {
  const all = evidenced.map(
    async (it) => [it.component.id, await definitionsOf(it, wish, places, world)] as const,
  );
  return new Map(await Promise.all(all));
}
