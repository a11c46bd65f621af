import type { FactId } from "./fact";
import type { LocalGraph } from "./local-graph";
import type { LocalState } from "./local-state";
import type { Network } from "./network";
import type { Taken } from "./search";

/** Another component that one has something to do with. */
export interface Related {
  readonly id: string;
  /** Facts that forbid the two to be at these versions together. */
  readonly forbids: (own: number, other: number) => readonly FactId[];
  /** The own updates wait for it, or its updates for this one. */
  readonly waits: "own" | "other" | null;
}

/** A sequence of steps, and where everybody is at any point of it. */
export class Course {
  /** Component -> its own steps, by index into all of them. */
  private readonly own = new Map<string, number[]>();
  private readonly related = new Map<string, Related[]>();

  constructor(
    readonly network: Network,
    readonly steps: readonly Taken[],
  ) {
    for (const [i, { component }] of steps.entries()) {
      this.own.set(component, [...(this.own.get(component) ?? []), i]);
    }
    const relate = (id: string, other: Related): unknown =>
      this.related.set(id, [...(this.related.get(id) ?? []), other]);
    for (const { component, on, forbids } of network.pairs) {
      relate(component, { id: on, forbids, waits: null });
      relate(on, { id: component, forbids: (own, other) => forbids(other, own), waits: null });
    }
    const nothing = (): FactId[] => [];
    for (const { component, on } of network.waits) {
      relate(component, { id: on, forbids: nothing, waits: "own" });
      relate(on, { id: component, forbids: nothing, waits: "other" });
    }
  }

  graph(id: string): LocalGraph {
    const graph = this.network.graphs.get(id);
    if (graph === undefined) throw new Error(`no component "${id}"`);
    return graph;
  }

  relatedTo(id: string): readonly Related[] {
    return this.related.get(id) ?? [];
  }

  stepsOf(id: string): readonly number[] {
    return this.own.get(id) ?? [];
  }

  /** Index of the local state before step `at`; `steps.length` is the end. */
  stateBefore(id: string, at: number): number {
    const last = this.stepsOf(id).findLast((i) => i < at);
    return last === undefined ? 0 : (this.steps[last]?.move.to ?? 0);
  }

  state(id: string, index: number): LocalState {
    const state = this.graph(id).states[index];
    if (state === undefined) throw new Error(`${id} has no state ${index}`);
    return state;
  }

  versionBefore(id: string, at: number): number {
    return this.state(id, this.stateBefore(id, at)).version;
  }

  textBefore(id: string, at: number): string {
    return this.graph(id).versions[this.versionBefore(id, at)]?.text ?? "";
  }
}
