import type { LocalGraph } from "./local-graph";
import type { Network } from "./network";
import { pairBound } from "./pair-bound";
import { place } from "./place";
import { type Searched, search, type Taken } from "./search";
import { stepsOf, type Timeline, timelineOf } from "./timeline";

/** Component -> those that it asks something of. */
function needsOf({ pairs, waits }: Network): ReadonlyMap<string, ReadonlySet<string>> {
  const needs = new Map<string, Set<string>>();
  for (const { component, on } of [...pairs, ...waits]) {
    needs.set(component, (needs.get(component) ?? new Set()).add(on));
  }
  return needs;
}

/** These, and everything that they ask something of. */
function closure(ids: Iterable<string>, needs: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const all = new Set(ids);
  for (const id of all) for (const on of needs.get(id) ?? []) all.add(on);
  return all;
}

/** Those first that others ask something of; `cycle` are those that ask it of each other. */
function inOrder(
  ids: readonly string[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
): { ordered: string[]; cycle: string[] } {
  const [ordered, open] = [new Set<string>(), new Set(ids)];
  for (let before = -1; before !== open.size; ) {
    before = open.size;
    for (const id of [...open]) {
      if ([...(needs.get(id) ?? [])].some((on) => open.has(on))) continue;
      open.delete(id);
      ordered.add(id);
    }
  }
  return { ordered: [...ordered], cycle: [...open] };
}

const isCore = ({ component }: LocalGraph): boolean => component.kind !== "chart";

/** Without neighbours and at home: the usual chart, which nothing has to be asked about. */
const isAtRest = ({ component: { id }, goal }: LocalGraph, { pairsOf, waits }: Network): boolean =>
  goal[0] === true && !pairsOf.has(id) && !waits.some(({ component, on }) => component === id || on === id);

type Tried = { readonly steps: readonly Taken[] } | "impossible" | { readonly couple: string };

/** Puts the rest on the timeline one by one; who does not fit, or costs more than it must, has to be searched along. */
function placeRest(rest: readonly string[], network: Network, k3s: LocalGraph, timeline: Timeline): Tried {
  for (const id of rest) {
    const graph = network.graphs.get(id);
    if (graph === undefined || isAtRest(graph, network)) continue;
    const steps = place(graph, network, timeline);
    if (steps === graph.distance[0]) continue;
    const bound = pairBound(network, graph, k3s);
    if (bound === Number.POSITIVE_INFINITY) return "impossible";
    if (steps !== bound) return { couple: id };
  }
  return { steps: stepsOf(timeline) };
}

/**
 * The shortest way for everything. Hundreds of charts that only look at Kubernetes are not searched together with it:
 * k3s, Flux and Longhorn are, and every chart is fitted into their steps. While each chart has as few steps as if
 * Kubernetes alone were there, the whole cannot be shorter. A chart for which that fails is searched along.
 */
export function arrange(network: Network): Searched {
  const needs = needsOf(network);
  const graphs = [...network.graphs.values()];
  const ids = graphs.map(({ component }) => component.id);
  const k3s = graphs.find(({ component }) => component.kind === "k3s");
  let core = closure(
    graphs.filter(isCore).map(({ component }) => component.id),
    needs,
  );
  if (k3s === undefined || graphs.some(({ distance }) => distance[0] === Number.POSITIVE_INFINITY))
    return "impossible";
  for (;;) {
    const { ordered, cycle } = inOrder(
      ids.filter((id) => !core.has(id)),
      needs,
    );
    core = closure([...core, ...cycle], needs);
    const members = ids.filter((id) => core.has(id));
    const found = search(network, members);
    if (typeof found === "string") return found;
    const rest = ordered.filter((id) => !core.has(id));
    const tried = placeRest(rest, network, k3s, timelineOf(found.steps, members));
    if (tried === "impossible" || "steps" in tried) return tried;
    core = closure([...core, tried.couple], needs);
  }
}
