import type { Finding } from "../finding";
import type { BumpKind } from "../plan";
import type { Place } from "./api-state";
import type { FactId } from "./fact";
import type { Action } from "./local-state";
import type { ComponentKind } from "./problem";
import type { Undo } from "./rules/rule";

/** Why a step is there, or stands where it stands. */
export interface Reason {
  /**
   * `goal` it reaches what is wanted; `stop` the way leads over it; `prepares` a later update needs it; `after` and
   * `before` another step holds it back or needs it; `safety` nothing demands its place, see `cost.ts`.
   */
  readonly relation: "goal" | "stop" | "prepares" | "after" | "before" | "safety";
  readonly facts: readonly FactId[];
  /** The other step, by index; `null` where there is none. */
  readonly step: number | null;
  readonly text: string;
}

/** An API version that is written in another one. */
export interface ApiChange {
  readonly place: Place;
  readonly from: string;
  readonly to: string;
  readonly count: number | null;
  readonly examples: readonly string[];
}

export interface BundleChange {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** One thing to do. After it, every rule holds. */
export interface SolvedStep {
  /** Counted from 1 over the whole plan. */
  readonly index: number;
  readonly component: string;
  readonly kind: ComponentKind;
  /** `update` to another version, `migrate` stored and live objects, `edit` API versions in Git. */
  readonly action: Action;
  readonly from: string;
  readonly to: string;
  /** `same` where no version changes. */
  readonly bump: BumpKind;
  readonly changes: readonly ApiChange[];
  /** What it carries inside and that changes with it. */
  readonly bundles: readonly BundleChange[];
  readonly undo: Undo;
  readonly reasons: readonly Reason[];
}

/** Steps that belong together: an update with what prepares it, or charts that are updated at the same point. */
export interface SolvedStage {
  readonly index: number;
  readonly kind: ComponentKind;
  /** The version of k3s when it begins. */
  readonly k3s: string;
  readonly steps: readonly SolvedStep[];
  /** What to do around the updates of the stage. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface SolvedPlan {
  readonly stages: readonly SolvedStage[];
  /** Component -> version before and after. Only those that move. */
  readonly moves: readonly { readonly component: string; readonly from: string; readonly to: string }[];
  readonly findings: readonly Finding[];
}

/** There is no plan: without any one of the facts there would be one. */
export interface NoPlan {
  readonly core: readonly FactId[];
  /** One for each fact of the core, then what else should be known. */
  readonly findings: readonly Finding[];
}

export type Solution = { readonly plan: SolvedPlan } | { readonly none: NoPlan };
