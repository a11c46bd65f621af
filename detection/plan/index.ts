import type { StackConfig } from "../../domain/config";
import { isUnknown } from "../../domain/detect/evidence";
import { unseenIn } from "../../domain/detect/unseen";
import type { Finding } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";
import { writtenObjects } from "../../domain/gitops/tree";
import type { Definitions } from "../../domain/planning/definitions";
import { problemOf } from "../../domain/planning/problem-of";
import { usesInGit } from "../../domain/planning/uses-in-git";
import type { Wish } from "../../domain/planning/wanted";
import { type Problem, type Solution, solve } from "../../domain/solver";
import { type Detection, type DetectRequest, type DetectWorld, groupsInUse } from "../detect";
import { traitsIn } from "../detect/choices";
import { readDefinitions } from "./definitions";

export interface PlanRequest extends Pick<DetectRequest, "places"> {
  readonly wish: Wish;
  readonly planning: StackConfig["planning"];
}

/** The order for everything that was found, and the question that it answers. */
export interface Ordered {
  readonly problem: Problem;
  readonly solution: Solution;
  /** What could not be found out on the way to it. */
  readonly findings: readonly Finding[];
}

const unread = (definitions: Definitions, id: string): Finding[] =>
  [...definitions.values()]
    .filter(isUnknown)
    .map(({ source, because }) => finding("SOURCE_PARTLY_UNKNOWN", id, `${source}: ${because}`));

/** One order for everything that a detection found. */
export async function planFor(
  { looked, evidenced }: Detection,
  { places, wish, planning }: PlanRequest,
  world: DetectWorld,
): Promise<Ordered> {
  const definitions = await readDefinitions(evidenced, wish, { places, groups: groupsInUse(looked) }, world);
  const unseen = unseenIn(looked.findings);
  const { problem, findings } = problemOf({
    evidenced,
    definitions,
    inGit: looked.git === null ? [] : usesInGit(writtenObjects(looked.git.tree)),
    cluster: looked.cluster,
    traits: traitsIn(looked),
    wish,
    planning,
    now: world.now,
    unseen,
  });
  world.progress("looking for an order");
  const blind = [...definitions].flatMap(([id, own]) => unread(own, id));
  return { problem, solution: solve(problem), findings: [...unseen, ...findings, ...blind] };
}
