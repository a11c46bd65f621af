import type { FactId } from "./fact";
import type { LocalGraph } from "./local-graph";
import type { Problem } from "./problem";
import type { Schemes } from "./scheme";
import type { Target } from "./target";

/** Which versions of two components may be installed at the same time. */
export interface Pair {
  readonly component: string;
  readonly on: string;
  /** Whether a version of `component` may run beside one of `on`, by index. */
  readonly allows: (version: number, on: number) => boolean;
  /** The facts that forbid it; empty when nothing does. */
  readonly forbids: (version: number, on: number) => readonly FactId[];
}

/** `component` is not updated before `on` is where it should be. */
export interface Wait {
  readonly component: string;
  readonly on: string;
}

/** The whole problem, ready to be searched: what each may do alone, and what they forbid each other. */
export interface Network {
  readonly graphs: ReadonlyMap<string, LocalGraph>;
  readonly pairs: readonly Pair[];
  /** The same, by either side. */
  readonly pairsOf: ReadonlyMap<string, readonly Pair[]>;
  readonly waits: readonly Wait[];
}

export interface NetworkInput {
  /** Normalised. */
  readonly problem: Problem;
  readonly schemes: Schemes;
  readonly targets: ReadonlyMap<string, Target>;
}
