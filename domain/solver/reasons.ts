import type { Course, Related } from "./course";
import { type Active, type FactId, factId, type Refusal } from "./fact";
import type { FactBook } from "./facts";
import type { Reason } from "./solved-plan";

export interface ReasonContext {
  readonly course: Course;
  readonly active: Active;
  readonly book: FactBook;
}

const unique = (refusals: readonly Refusal[]): Pick<Reason, "facts" | "text"> => ({
  facts: [...new Set(refusals.map(({ fact }) => fact))],
  text: [...new Set(refusals.map(({ says }) => says()))].join("; "),
});

/** Facts about a component and one of those that it has to do with. */
function told(facts: readonly FactId[], of: readonly string[], { book }: ReasonContext): string {
  const known = facts.map((id) => book.find(id, of));
  return known.flatMap((it) => (it === undefined ? [] : `${it.subject} ${it.message()}`)).join("; ");
}

/** The component's next update behind a step, as an index; `null` when there is none. */
function nextUpdate({ course }: ReasonContext, at: number): number | null {
  const id = course.steps[at]?.component ?? "";
  return course.stepsOf(id).find((i) => i > at && course.steps[i]?.move.action === "update") ?? null;
}

/** An edit or a migration: what the next update would otherwise be refused for. */
function preparation(context: ReasonContext, at: number): Reason[] {
  const { course, active } = context;
  const id = course.steps[at]?.component ?? "";
  const next = nextUpdate(context, at);
  if (next === null) return [];
  const version = course.versionBefore(id, next + 1);
  const refused = course.graph(id).refusals(course.state(id, course.stateBefore(id, at)), version);
  return [{ relation: "prepares", step: next + 1, ...unique(refused.filter(({ fact }) => active(fact))) }];
}

/** What of the others stands in the way of a version at a point of the plan. */
function blockedBy(id: string, version: number, at: number, { course }: ReasonContext): Blocked[] {
  return course.relatedTo(id).flatMap((it) => {
    const why = it.forbids(version, course.versionBefore(it.id, at));
    return why.length === 0 ? [] : [{ by: it.id, why }];
  });
}

interface Blocked {
  readonly by: string;
  readonly why: readonly FactId[];
}

/** A stop: why the next version was not reached from the one before. */
function stop(context: ReasonContext, at: number, next: number): Reason[] {
  const { course, active } = context;
  const id = course.steps[at]?.component ?? "";
  const version = course.versionBefore(id, next + 1);
  const before = course.state(id, course.stateBefore(id, at));
  const refused = course
    .graph(id)
    .refusals(before, version)
    .filter(({ fact }) => active(fact));
  if (refused.length > 0) return [{ relation: "stop", step: next + 1, ...unique(refused) }];
  const blocked = blockedBy(id, version, at, context);
  if (blocked.length === 0) return [];
  const text = blocked.map(({ by, why }) => told(why, [id, by], context)).join("; ");
  return [{ relation: "stop", step: next + 1, facts: blocked.flatMap(({ why }) => why), text }];
}

function purpose(context: ReasonContext, at: number): Reason[] {
  const { course } = context;
  const step = course.steps[at];
  if (step === undefined) return [];
  if (step.move.action !== "update") return preparation(context, at);
  const next = nextUpdate(context, at);
  if (next !== null) return stop(context, at, next);
  const { target, component } = course.graph(step.component);
  if (target.version === null) return [];
  const text = target.wanted.startsWith("channel:")
    ? `is what ${target.wanted} means`
    : "is the version that is wanted";
  return [{ relation: "goal", step: null, facts: [factId.desired(component.id)], text }];
}

/** Facts that forbid the step if the other component were still, or already, in a state. */
function facts(
  it: Related,
  id: string,
  own: number,
  otherState: number,
  { course }: ReasonContext,
): FactId[] {
  const forbidden = it.forbids(own, course.state(it.id, otherState).version);
  const waiting = it.waits === "own" && course.graph(it.id).goal[otherState] !== true;
  return [...forbidden, ...(waiting ? [factId.order(id, it.id)] : [])];
}

/** The latest earlier step of another component without which this one would not be allowed. */
function heldBack(context: ReasonContext, at: number): Reason[] {
  const { course } = context;
  const step = course.steps[at];
  if (step?.move.action !== "update") return [];
  const own = course.state(step.component, step.move.to).version;
  const found = course.relatedTo(step.component).flatMap((it) =>
    course
      .stepsOf(it.id)
      .filter((i) => i < at)
      .map((i) => ({
        i,
        by: it.id,
        why: facts(it, step.component, own, course.stateBefore(it.id, i), context),
      }))
      .filter(({ why }) => why.length > 0),
  );
  const last = found.sort((a, b) => b.i - a.i)[0];
  if (last === undefined) return [];
  return [
    {
      relation: "after",
      step: last.i + 1,
      facts: last.why,
      text: told(last.why, [step.component, last.by], context),
    },
  ];
}

/** The next later step of another component that this one has to come before. */
function neededBy(context: ReasonContext, at: number): Reason[] {
  const { course } = context;
  const step = course.steps[at];
  if (step?.move.action !== "update") return [];
  const staying = course.state(step.component, step.from).version;
  const isHome = course.graph(step.component).goal[step.from] === true;
  const found = course.relatedTo(step.component).flatMap((it) =>
    course
      .stepsOf(it.id)
      .filter((i) => i > at && course.steps[i]?.move.action === "update")
      .map((i) => {
        const forbidden = it.forbids(staying, course.versionBefore(it.id, i + 1));
        const waits = it.waits === "other" && !isHome ? [factId.order(it.id, step.component)] : [];
        return { i, by: it.id, why: [...forbidden, ...waits] };
      })
      .filter(({ why }) => why.length > 0),
  );
  const first = found.sort((a, b) => a.i - b.i)[0];
  if (first === undefined) return [];
  return [
    {
      relation: "before",
      step: first.i + 1,
      facts: first.why,
      text: told(first.why, [step.component, first.by], context),
    },
  ];
}

const WEIGHTS = [
  "nothing that runs depends on it",
  "one application depends on it",
  "data depends on it, so lighter steps come first",
  "every node is restarted, so lighter steps come first",
] as const;

/** Why a step is there and why it stands where it stands. */
export function reasonsOf(context: ReasonContext, at: number): Reason[] {
  const why = purpose(context, at);
  const place = [...heldBack(context, at), ...neededBy(context, at)];
  if (place.length > 0 || why.some(({ relation }) => relation === "prepares")) return [...why, ...place];
  const weight = context.course.steps[at]?.move.weight ?? 0;
  return [...why, { relation: "safety", step: null, facts: [], text: WEIGHTS[weight] ?? "" }];
}
