import { PLACES, type Place } from "./api-state";
import { type Fact, type FactId, type FactOf, factId } from "./fact";
import { factsOfVersion } from "./facts-of-version";
import { nameOf } from "./names";
import type { NetworkInput } from "./network";
import { knownVersions, stays, withheldBecause } from "./offer";
import { usesByOwner } from "./own";
import type { Component, Problem } from "./problem";
import { RULES } from "./rules";

/** Minors between where a component is and where it should be that no usable version is of. */
function missingMinors(component: Component, { problem, schemes, targets }: NetworkInput): string {
  const scheme = schemes[RULES[component.kind].scheme];
  const [from, to] = [component.installed.version, targets.get(component.id)?.version ?? ""].map((it) =>
    it === "" ? null : scheme.parts(it),
  );
  if (!from || !to || from.major !== to.major) return "";
  const usable = knownVersions(component, scheme)
    .filter((it) => withheldBecause(component, it, problem) === null)
    .map(({ version }) => scheme.parts(version)?.minor);
  const between = Array.from(
    { length: Math.max(0, to.minor - from.minor - 1) },
    (_, i) => from.minor + 1 + i,
  );
  const missing = between.filter((minor) => !usable.includes(minor)).map((minor) => `${from.major}.${minor}`);
  return missing.length === 0 ? "" : `; no ${missing.join(", ")} is on offer`;
}

function ofComponent(component: Component, input: NetworkInput): FactOf[] {
  const { id, kind, installed } = component;
  const { problem, targets } = input;
  const subject = nameOf(component);
  const target = targets.get(id);
  const staying = stays(component, problem);
  const kinds = problem.policy.kinds[id] ?? problem.policy.kinds[kind];
  const facts: (FactOf | null)[] = [
    target === undefined || target.version === null || staying !== null
      ? null
      : {
          id: factId.desired(id),
          code: "PLAN_WANTED",
          subject,
          message: () =>
            `${target.version} is wanted and ${installed.version} runs${unlisted(component, input)}`,
        },
    staying === null
      ? null
      : {
          id: factId.stays(id),
          code: "PLAN_STAYS",
          subject,
          message: () => `stays at ${installed.version}: ${staying}`,
        },
    kinds === undefined
      ? null
      : {
          id: factId.kinds(id),
          code: "PLAN_KINDS",
          subject,
          message: () => `is updated only by ${kinds.join(", ")}`,
        },
    ...RULES[kind].hops.map(
      ({ id: rule, says, source }): FactOf => ({
        id: factId.rule(id, rule),
        code: "PLAN_RULE",
        subject,
        message: () => `${says}${rule === "one-minor" ? missingMinors(component, input) : ""} (${source})`,
      }),
    ),
  ];
  return facts.filter((it) => it !== null);
}

function unlisted(component: Component, { targets, schemes }: NetworkInput): string {
  const wanted = targets.get(component.id)?.version;
  const known = knownVersions(component, schemes[RULES[component.kind].scheme]);
  return known.some(({ version }) => version === wanted) ? "" : "; no source lists it";
}

const WHERE: Readonly<Record<Place, string>> = {
  git: "is what objects in Git are written in",
  live: "is what live objects were written through",
  stored: "is a version that objects may be stored in",
};

function ofUses(component: Component, uses: ReturnType<typeof usesByOwner>): FactOf[] {
  const own = uses.get(component.id);
  return PLACES.flatMap((place) =>
    (own?.[place] ?? []).map((id) => ({
      id: factId.use(place, component.id, id),
      code: "PLAN_USE" as const,
      subject: id,
      message: () => WHERE[place],
    })),
  );
}

function ofOrder({ id }: Component, { policy }: Problem): FactOf[] {
  const own = policy.dependsOn.filter(({ component }) => component === id);
  return own.map(({ component, on }) => ({
    id: factId.order(component, on),
    code: "PLAN_ORDER",
    subject: component,
    message: () => `waits until ${on} is where it should be`,
  }));
}

/** The facts of a problem; a component's are only put together when somebody asks. */
export class FactBook {
  private readonly known = new Map<string, readonly Fact[]>();
  private readonly uses: ReturnType<typeof usesByOwner>;

  constructor(private readonly input: NetworkInput) {
    this.uses = usesByOwner(input.problem);
  }

  all(): Fact[][] {
    return this.input.problem.components.map(({ id }) => [...this.of(id)]);
  }

  of(id: string): readonly Fact[] {
    const known = this.known.get(id) ?? this.collect(id);
    this.known.set(id, known);
    return known;
  }

  /** A fact that is known to be of one of some components. */
  find(fact: FactId, components: readonly string[]): Fact | undefined {
    for (const id of components) {
      const found = this.of(id).find((it) => it.id === fact);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private collect(id: string): Fact[] {
    const { problem, schemes } = this.input;
    const component = problem.components.find((it) => it.id === id);
    if (component === undefined) return [];
    const versions = knownVersions(component, schemes[RULES[component.kind].scheme]);
    const facts = [
      ...ofComponent(component, this.input),
      ...ofOrder(component, problem),
      ...ofUses(component, this.uses),
      ...versions.flatMap((candidate) => factsOfVersion(component, candidate, this.input)),
    ];
    return facts.map((it) => ({ ...it, component: id }));
  }
}

/** What components refuse themselves, and what nobody can do, cannot be accepted away. */
export const isAcceptable = (id: FactId): boolean =>
  !["rule", "definitions", "stays", "desired"].includes(id.slice(0, id.indexOf(":")));
