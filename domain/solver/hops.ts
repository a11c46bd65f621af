import type { BumpKind } from "../plan";
import { type ApiState, inTheWay, type Place } from "./api-state";
import type { Definitions } from "./definitions";
import { type Active, type FactId, factId, type Refusal } from "./fact";
import type { Candidate, Component, Problem } from "./problem";
import { RULES } from "./rules";
import type { Hop } from "./rules/rule";
import type { Parts, Scheme } from "./scheme";

/** A version with everything that is looked up of it often. */
export interface Version {
  readonly candidate: Candidate;
  readonly text: string;
  readonly parts: Parts;
  readonly definitions: Definitions;
}

export interface HopContext {
  readonly component: Component;
  readonly scheme: Scheme;
  readonly problem: Problem;
}

type Found = (fact: FactId, says: () => string) => void;

function byMinimum(from: Version, to: Version, { component, scheme }: HopContext, found: Found): void {
  const { minimumFrom } = to.candidate;
  if (minimumFrom === null || scheme.parts(minimumFrom) === null) return;
  if (scheme.compare(from.text, minimumFrom) >= 0) return;
  found(factId.minimum(component.id, to.text), () => `${to.text} is reached from ${minimumFrom} on`);
}

function byKinds(to: Version, bump: BumpKind, { component, problem }: HopContext, found: Found): void {
  const kinds = problem.policy.kinds[component.id] ?? problem.policy.kinds[component.kind];
  if (kinds === undefined || kinds.includes(bump)) return;
  found(factId.kinds(component.id), () => `${to.text} is a ${bump} update, which is not allowed`);
}

/** What the ways of a component forbid, whatever its objects look like. Told one by one: most hops are fine. */
export function eachHopRefusal(
  from: Version,
  to: Version,
  bump: BumpKind,
  context: HopContext,
  found: Found,
): void {
  const { component, problem } = context;
  const hop: Hop = { from: from.parts, to: to.parts, bump, traits: problem.traits };
  for (const { id, says, refuses } of RULES[component.kind].hops) {
    if (!refuses(hop)) continue;
    found(factId.rule(component.id, id), () => `${to.text} does not follow ${from.text}: ${says}`);
  }
  byMinimum(from, to, context, found);
  byKinds(to, bump, context, found);
}

const VERBS: Readonly<Record<Place, string>> = {
  git: "does not serve",
  live: "does not know",
  stored: "does not know",
};
const WHERE: Readonly<Record<Place, string>> = {
  git: "which Git uses",
  live: "which live objects were written through",
  stored: "in which objects may be stored",
};

/** What objects forbid: a definition may only be replaced by one that still knows all of them. */
export function refusedObjects(state: ApiState, to: Version, { component }: HopContext): Refusal[] {
  const fact = factId.definitions(component.id, to.text);
  return inTheWay(state, to.definitions).map(({ place, id }) => ({
    fact,
    says: () => `${to.text} ${VERBS[place]} ${id}, ${WHERE[place]}`,
  }));
}

/** A version whose definitions were not read is not to be trusted with objects. */
export function refusedUnread(to: Version, defines: boolean, { component }: HopContext): Refusal[] {
  if (!defines || component.kind === "k3s" || to.candidate.crds !== null) return [];
  const fact = factId.definitions(component.id, to.text);
  return [{ fact, says: () => `what ${to.text} defines was not read` }];
}

export function mayHop(
  from: Version,
  to: Version,
  bump: BumpKind,
  context: HopContext,
  active: Active,
): boolean {
  let allowed = true;
  eachHopRefusal(from, to, bump, context, (fact) => {
    if (active(fact)) allowed = false;
  });
  return allowed;
}
