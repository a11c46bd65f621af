import { PLACES, type Place } from "./api-state";
import { useId } from "./api-use";
import type { Course } from "./course";
import type { Definitions } from "./definitions";
import type { Problem } from "./problem";
import { RULES } from "./rules";
import type { Schemes } from "./scheme";
import type { ApiChange, BundleChange, Reason, SolvedStep } from "./solved-plan";

function seen(problem: Problem, place: Place, id: string): Pick<ApiChange, "count" | "examples"> {
  if (place === "stored") return { count: null, examples: [] };
  const found = problem[place].filter((use) => useId(use) === id);
  if (found.length === 0) return { count: null, examples: [] };
  const count = found.reduce((sum, use) => sum + use.count, 0);
  return { count, examples: found.flatMap(({ examples }) => examples) };
}

const becomes = (definitions: Definitions, place: Place, id: string): string =>
  (place === "git" ? definitions.rewrites(id) : definitions.settles(id)) ?? id;

/** What an edit or a migration writes anew. */
function changesOf(course: Course, at: number, problem: Problem): ApiChange[] {
  const step = course.steps[at];
  if (step === undefined || step.move.action === "update") return [];
  const graph = course.graph(step.component);
  const [before, after] = [
    course.state(step.component, step.from),
    course.state(step.component, step.move.to),
  ];
  const definitions = graph.versions[before.version]?.definitions;
  if (definitions === undefined) return [];
  return PLACES.flatMap((place) =>
    before.apis[place]
      .filter((id) => !after.apis[place].includes(id))
      .map((id) => ({ place, from: id, to: becomes(definitions, place, id), ...seen(problem, place, id) })),
  );
}

function bundleChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): BundleChange[] {
  return Object.entries(after)
    .flatMap(([name, to]) => {
      const from = before[name];
      return from === undefined || from === to ? [] : [{ name, from, to }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A step as people get it. */
export function solvedStep(
  course: Course,
  at: number,
  problem: Problem,
  all: Schemes,
  reasons: readonly Reason[],
): SolvedStep {
  const taken = course.steps[at];
  if (taken === undefined) throw new Error(`there is no step ${at}`);
  const { component, versions } = course.graph(taken.component);
  const rule = RULES[component.kind];
  const [from, to] = [
    versions[course.versionBefore(component.id, at)],
    versions[course.versionBefore(component.id, at + 1)],
  ];
  const { action } = taken.move;
  return {
    index: at + 1,
    component: component.id,
    kind: component.kind,
    action,
    from: from?.text ?? "",
    to: to?.text ?? "",
    bump: all[rule.scheme].bump(from?.text ?? "", to?.text ?? ""),
    changes: changesOf(course, at, problem),
    bundles: bundleChanges(from?.candidate.bundles ?? {}, to?.candidate.bundles ?? {}),
    undo: action === "update" ? rule.undo : action === "edit" ? "revert" : "never",
    reasons,
  };
}
