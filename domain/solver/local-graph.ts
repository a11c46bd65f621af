import { factId, type Refusal } from "./fact";
import { Grower } from "./grow";
import type { Version } from "./hops";
import type { LocalQuestion, LocalState, Move } from "./local-state";
import { stays } from "./offer";
import type { Component } from "./problem";
import type { Target } from "./target";

/** Everything that one component may do by itself. */
export interface LocalGraph {
  readonly component: Component;
  readonly target: Target;
  readonly versions: readonly Version[];
  /** The first one is where it is. */
  readonly states: readonly LocalState[];
  /** Per state. */
  readonly moves: readonly (readonly Move[])[];
  readonly goal: readonly boolean[];
  /** Fewest moves to a goal per state; infinite where there is no way. */
  readonly distance: readonly number[];
  /** What speaks against going from a state to a version, active or not. */
  readonly refusals: (state: LocalState, version: number) => Refusal[];
}

/** Fewest moves to a goal, from the goals backwards. */
function distances(moves: readonly (readonly Move[])[], goal: readonly boolean[]): number[] {
  const back: number[][] = moves.map(() => []);
  for (const [from, list] of moves.entries()) for (const { to } of list) back[to]?.push(from);
  const distance = goal.map((isGoal) => (isGoal ? 0 : Number.POSITIVE_INFINITY));
  const queue = goal.flatMap((isGoal, state) => (isGoal ? [state] : []));
  for (const state of queue) {
    for (const before of back[state] ?? []) {
      if (distance[before] !== Number.POSITIVE_INFINITY) continue;
      distance[before] = (distance[state] ?? 0) + 1;
      queue.push(before);
    }
  }
  return distance;
}

/** What one component may do, and how far it is from where it should be. */
export function localGraph(question: LocalQuestion): LocalGraph {
  const { component, target, problem, active } = question;
  const grown = new Grower(question);
  const { versions, states, moves } = grown;
  // Who stays is where it should be, and so is who may be anywhere.
  const free =
    target.version === null || stays(component, problem) !== null || !active(factId.desired(component.id));
  const goal = states.map(({ version }) => free || versions[version]?.text === target.version);
  return {
    component,
    target,
    versions,
    states,
    moves,
    goal,
    distance: distances(moves, goal),
    refusals: (state, version) => grown.refusals(state, version),
  };
}
