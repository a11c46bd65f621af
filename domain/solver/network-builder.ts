import { acceptsKubernetes } from "../constraints";
import { constraintsOn } from "./alike";
import { NO_USES } from "./api-state";
import { type Active, type FactId, factId } from "./fact";
import { type LocalGraph, localGraph } from "./local-graph";
import type { Network, NetworkInput, Pair } from "./network";
import { usesByOwner } from "./own";
import type { Candidate, Component } from "./problem";
import { RULES } from "./rules";

interface Bond {
  readonly on: string;
  readonly range: string;
  readonly fact: FactId;
}

/** What a version asks of others: a range of Kubernetes, and ranges of components that it names. */
function bondsOf(component: Component, candidate: Candidate, k3s: string): Bond[] {
  const { id } = component;
  const { version, kubeVersion, requires } = candidate;
  const onKubernetes =
    kubeVersion === null || component.kind === "k3s"
      ? []
      : [{ on: k3s, range: kubeVersion, fact: factId.range(id, version) }];
  const others = requires.map((it) => ({
    on: it.component,
    range: it.range,
    fact: factId.requires(id, version, it.component),
  }));
  return [...onKubernetes, ...others];
}

/** Who could be moved to a version that nobody knows asks nothing and is asked nothing. */
const isAnywhere = ({ component: { id, unknown } }: LocalGraph, active: Active): boolean =>
  unknown !== null && !active(factId.stays(id));

function bySides(pairs: readonly Pair[]): Map<string, Pair[]> {
  const sides = new Map<string, Pair[]>();
  for (const pair of pairs) {
    for (const id of [pair.component, pair.on]) {
      const known = sides.get(id);
      if (known === undefined) sides.set(id, [pair]);
      else known.push(pair);
    }
  }
  return sides;
}

type Row = readonly boolean[];

/** Builds networks of one problem, with all facts or with some of them. */
export class NetworkBuilder {
  /** Hundreds of charts ask for the same few ranges. */
  private readonly rows = new WeakMap<LocalGraph, Map<string, Row>>();
  private readonly uses: ReturnType<typeof usesByOwner>;
  private readonly k3s: string;
  private readonly constraints: ReturnType<typeof constraintsOn>;

  constructor(readonly input: NetworkInput) {
    this.uses = usesByOwner(input.problem);
    this.constraints = constraintsOn(input.problem);
    this.k3s = input.problem.components.find(({ kind }) => kind === "k3s")?.id ?? "";
  }

  /** Without `only`, everything; otherwise these, those that they ask something of, and k3s. */
  build(active: Active, only?: ReadonlySet<string>): Network {
    const { components: all, policy } = this.input.problem;
    const taken = only === undefined ? null : this.withAsked(only);
    const components = all.filter(({ id, kind }) => kind === "k3s" || taken === null || taken.has(id));
    const graphs = new Map(components.map((it) => [it.id, this.graph(it, active)]));
    const pairs = components.flatMap((it) => this.pairs(it, graphs, active));
    const waits = policy.dependsOn.filter(
      ({ component, on }) => graphs.has(component) && graphs.has(on) && active(factId.order(component, on)),
    );
    return { graphs, pairs, pairsOf: bySides(pairs), waits };
  }

  private withAsked(only: ReadonlySet<string>): Set<string> {
    const { components, policy } = this.input.problem;
    const asked = components
      .filter(({ id }) => only.has(id))
      .flatMap(({ installed, candidates }) => [installed, ...candidates])
      .flatMap(({ requires }) => requires.map(({ component }) => component));
    const awaited = policy.dependsOn.filter(({ component }) => only.has(component)).map(({ on }) => on);
    return new Set([...only, ...asked, ...awaited]);
  }

  private graph(component: Component, active: Active): LocalGraph {
    const { problem, schemes, targets } = this.input;
    return localGraph({
      component,
      problem,
      active,
      constraints: this.constraints.get(component.id) ?? [],
      scheme: schemes[RULES[component.kind].scheme],
      target: targets.get(component.id) ?? { version: null, wanted: "", passedOver: [] },
      uses: this.uses.get(component.id) ?? NO_USES,
    });
  }

  /** One pair for each other component that any version asks something of. */
  private pairs(component: Component, graphs: Network["graphs"], active: Active): Pair[] {
    const graph = graphs.get(component.id);
    if (graph === undefined || isAnywhere(graph, active)) return [];
    const bonds = graph.versions.map(({ candidate }) =>
      bondsOf(component, candidate, this.k3s).filter(({ fact }) => active(fact)),
    );
    const others = [...new Set(bonds.flatMap((list) => list.map(({ on }) => on)))].sort();
    return others.flatMap((on) => {
      const other = graphs.get(on);
      if (other === undefined || on === component.id || isAnywhere(other, active)) return [];
      return this.pair(graph, other, bonds);
    });
  }

  private pair(graph: LocalGraph, other: LocalGraph, all: readonly (readonly Bond[])[]): Pair[] {
    const on = other.component.id;
    const bonds = all.map((list) => list.filter((bond) => bond.on === on));
    const rows = bonds.map((list) => list.map(({ range }) => this.row(range, other)));
    if (rows.every((list) => list.every((row) => row.every((accepted) => accepted)))) return [];
    const start = [graph.states[0]?.version, other.states[0]?.version];
    // What is so already is not the plan's doing; any other meeting of the two would be.
    const isStart = (version: number, at: number): boolean => version === start[0] && at === start[1];
    return [
      {
        component: graph.component.id,
        on,
        allows: (version, at) =>
          isStart(version, at) || (rows[version]?.every((row) => row[at] === true) ?? true),
        forbids: (version, at) =>
          isStart(version, at)
            ? []
            : (bonds[version] ?? [])
                .filter((_, i) => rows[version]?.[i]?.[at] !== true)
                .map(({ fact }) => fact),
      },
    ];
  }

  /** Which versions of a component a range accepts. */
  private row(range: string, other: LocalGraph): Row {
    const known = this.rows.get(other) ?? new Map<string, Row>();
    this.rows.set(other, known);
    const row = known.get(range) ?? other.versions.map(({ text }) => acceptsKubernetes(range, text));
    known.set(range, row);
    return row;
  }
}
