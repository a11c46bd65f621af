import type { BumpKind } from "../../plan";
import type { Trait } from "../../upgrade-rules";
import type { ComponentKind } from "../problem";
import type { Parts, SchemeName } from "../scheme";

/** One update that is thought about. */
export interface Hop {
  readonly from: Parts;
  readonly to: Parts;
  readonly bump: BumpKind;
  readonly traits: ReadonlySet<Trait>;
}

/** A rule about which versions follow each other directly. */
export interface HopRule {
  /** Unique within its component; part of the fact's id. */
  readonly id: string;
  /** Reads behind "because": "servers go one minor at a time". */
  readonly says: string;
  readonly source: string;
  readonly refuses: (hop: Hop) => boolean;
}

/** What a release needs of Kubernetes where it does not say so itself. */
export interface KubernetesRow {
  /** The row holds from this version up to the next row. */
  readonly since: readonly [major: number, minor: number];
  /** In Helm's words. */
  readonly range: string;
  readonly source: string;
}

/** A release that is no good although its source still lists it. */
export interface AvoidRow {
  readonly version: string;
  /** A sentence without its subject. */
  readonly because: string;
  readonly source: string;
}

/** How a step is taken back: by a commit, with a backup that loses what came after it, or not at all. */
export type Undo = "revert" | "restore" | "never";

/**
 * What stands behind when a step goes wrong, the heavier the later it should come:
 * 0 nothing that runs, 1 one application, 2 data or a way back, 3 every node.
 */
export type Weight = 0 | 1 | 2 | 3;

/** Everything that the solver knows about one kind of component, as data. */
export interface ComponentRule {
  readonly kind: ComponentKind;
  /** As it stands in sentences. */
  readonly title: string;
  readonly scheme: SchemeName;
  readonly hops: readonly HopRule[];
  readonly kubernetes: readonly KubernetesRow[];
  readonly avoid: readonly AvoidRow[];
  readonly weights: { readonly patch: Weight; readonly minor: Weight };
  readonly undo: Undo;
  /** What has to be done around every update, imperative sentences. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}
