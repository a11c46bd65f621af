import type { Network } from "./network";
import { preparedLate } from "./prepared-late";
import type { Taken } from "./search";

/** Whether the second of two neighbours could as well come first; all others stay where they are. */
function mayChange(first: Taken, second: Taken, { graphs, pairsOf, waits }: Network): boolean {
  const [graph, next] = [graphs.get(first.component), graphs.get(second.component)];
  if (graph === undefined || next === undefined || first.component === second.component) return false;
  const stayed = graph.states[first.from]?.version ?? 0;
  const came = next.states[second.move.to]?.version ?? 0;
  const together = (pairsOf.get(first.component) ?? []).every(({ component, on, allows }) => {
    if (component === first.component && on === second.component) return allows(stayed, came);
    return component !== second.component || on !== first.component || allows(came, stayed);
  });
  const awaits = (one: Taken, other: Taken): boolean =>
    waits.some(({ component, on }) => component === one.component && on === other.component);
  return (
    together &&
    (!awaits(second, first) || graph.goal[first.from] === true) &&
    (!awaits(first, second) || next.goal[second.move.to] === true)
  );
}

const isUpdate = ({ move }: Taken): boolean => move.action === "update";

/** Index of the first update that has a lighter one right behind it which could as well come first. */
const outOfOrder = (steps: readonly Taken[], network: Network): number =>
  steps.findIndex((step, i) => {
    const next = steps[i + 1];
    if (next === undefined || !isUpdate(step) || !isUpdate(next)) return false;
    return step.move.weight > next.move.weight && mayChange(step, next, network);
  });

/**
 * The last touch, for charts that were fitted in one after the other: who came later may have made room for a change of
 * places that was not there before.
 */
export function lighterFirst(found: readonly Taken[], network: Network): Taken[] {
  let steps = preparedLate(found);
  for (let at = outOfOrder(steps, network); at !== -1; at = outOfOrder(steps, network)) {
    const [first, second] = steps.slice(at, at + 2);
    if (first !== undefined && second !== undefined)
      steps = preparedLate(steps.toSpliced(at, 2, second, first));
  }
  return steps;
}
