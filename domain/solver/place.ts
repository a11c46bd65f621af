import type { LocalGraph } from "./local-graph";
import type { Move } from "./local-state";
import type { Network } from "./network";
import type { Taken } from "./search";
import { type Neighbour, neighboursOf, type Timeline } from "./timeline";

/** The best known way of one component to a state in a slot. */
interface Label {
  readonly cost: number;
  readonly before: Label | null;
  readonly slot: number;
  readonly state: number;
  readonly move: Move | null;
}

/** By slot and state, in one list: there are hundreds of charts and each has several of these. */
type Layer = (Label | undefined)[];

/** Fits the steps of one component into the slots of a timeline. */
class Placement {
  private readonly neighbours: readonly Neighbour[];
  private readonly slots: number;
  private readonly width: number;
  /** Weight of the core's steps before each slot. */
  private readonly before: readonly number[];

  constructor(
    private readonly graph: LocalGraph,
    network: Network,
    { core, tracks }: Timeline,
  ) {
    this.neighbours = neighboursOf(graph.component.id, network, tracks);
    this.slots = core.length + 1;
    this.width = graph.states.length;
    let sum = 0;
    const before = [0];
    for (const { move } of core) {
      sum += move.weight;
      before.push(sum);
    }
    this.before = before;
  }

  /** With as few steps as the component could ever do with, then with one more and so on. */
  run(): Label | null {
    if (!this.mayBeIn(0, 0)) return null;
    for (let steps = this.graph.distance[0] ?? 0; steps <= this.width; steps++) {
      const found = this.within(steps);
      if (found !== null) return found;
    }
    return null;
  }

  private within(most: number): Label | null {
    let layer = this.empty();
    layer[0] = { cost: 0, before: null, slot: 0, state: 0, move: null };
    this.wait(layer);
    for (let left = most; left > 0; left--) {
      layer = this.move(layer, left - 1);
      this.wait(layer);
    }
    return this.bestGoal(layer);
  }

  private readonly empty = (): Layer => new Array<Label | undefined>(this.slots * this.width).fill(undefined);

  /** Carries states over to later slots; the earlier of two equal ways wins. */
  private wait(layer: Layer): void {
    for (let at = 0; at < layer.length - this.width; at++) {
      const label = layer[at];
      if (label === undefined) continue;
      const known = layer[at + this.width];
      if (known !== undefined && known.cost < label.cost) continue;
      const slot = Math.floor(at / this.width) + 1;
      if (this.isQuiet(slot) || this.mayBeIn(slot, at % this.width)) layer[at + this.width] = label;
    }
  }

  /** Every label one move further; moves from which the goal is too far for what is left are not looked at. */
  private move(layer: Layer, left: number): Layer {
    const next = this.empty();
    for (let at = 0; at < layer.length; at++) {
      const before = layer[at];
      if (before === undefined) continue;
      const slot = Math.floor(at / this.width);
      const state = at % this.width;
      for (const move of this.graph.moves[state] ?? []) {
        if ((this.graph.distance[move.to] ?? 0) > left || !this.mayMove(slot, move)) continue;
        const cost = before.cost + this.costOf(move, slot);
        const to = slot * this.width + move.to;
        const known = next[to];
        if (known === undefined || cost < known.cost) next[to] = { cost, before, slot, state, move };
      }
    }
    return next;
  }

  /** As `cost.ts` ranks plans: what weighs more should come later, what a step puts at risk counts until the end. */
  private readonly costOf = ({ weight, stale }: Move, slot: number): number =>
    weight * (this.slots - 1 - slot) + (this.before[slot] ?? 0) + stale * STALE;

  private bestGoal(layer: Layer): Label | null {
    const ends = layer
      .slice(-this.width)
      .filter((label, state) => label !== undefined && this.graph.goal[state] === true);
    return ends.reduce<Label | null>(
      (best, it) => (it !== undefined && (best === null || it.cost < best.cost) ? it : best),
      null,
    );
  }

  /** Nobody that matters has moved since the slot before. */
  private isQuiet(slot: number): boolean {
    return this.neighbours.every(
      ({ track }) => track[slot]?.length === 1 && track[slot - 1]?.at(-1) === track[slot]?.[0],
    );
  }

  /** Whoever moved earlier in the slot did so beside this state. */
  private mayBeIn(slot: number, state: number): boolean {
    const version = this.graph.states[state]?.version ?? 0;
    return this.neighbours.every(({ graph, track, allows }) =>
      (track[slot] ?? []).every((other) => allows(version, graph.states[other]?.version ?? 0)),
    );
  }

  private mayMove(slot: number, move: Move): boolean {
    if (move.action !== "update") return true;
    const version = this.graph.states[move.to]?.version ?? 0;
    return this.neighbours.every(({ graph, track, allows, awaited }) => {
      const other = track[slot]?.at(-1) ?? 0;
      return !(awaited && graph.goal[other] !== true) && allows(version, graph.states[other]?.version ?? 0);
    });
  }
}

/** Only decides between ways that are equal otherwise. */
const STALE = 1e-6;

function stepsTo(end: Label, component: string): { slot: number; taken: Taken }[] {
  const steps: { slot: number; taken: Taken }[] = [];
  for (let label: Label | null = end; label !== null; label = label.before) {
    const { slot, state, move } = label;
    if (move !== null) steps.unshift({ slot, taken: { component, from: state, move } });
  }
  return steps;
}

function trackOf(steps: readonly { slot: number; taken: Taken }[], slots: number): (readonly number[])[] {
  let states: readonly number[] = [0];
  return Array.from({ length: slots }, (_, slot) => {
    const own = steps.filter((it) => it.slot === slot).map(({ taken }) => taken.move.to);
    // The list of a slot in which nothing happens is shared.
    if (states.length > 1 || own.length > 0) states = [states.at(-1) ?? 0, ...own];
    return states;
  });
}

/** Puts a component on the timeline; the number of its steps, or `null` when it does not fit. */
export function place(graph: LocalGraph, network: Network, timeline: Timeline): number | null {
  const end = new Placement(graph, network, timeline).run();
  if (end === null) return null;
  const steps = stepsTo(end, graph.component.id);
  for (const { slot, taken } of steps) timeline.placed[slot]?.push(taken);
  timeline.tracks.set(graph.component.id, trackOf(steps, timeline.core.length + 1));
  return steps.length;
}
