import type { NodeRole } from "./facts";
import type { Finding } from "./finding";
import type { Stage } from "./plan";
import type { K3sRelease } from "./release";
import type { StopRule, Trait } from "./upgrade-rules";

export interface PathNode {
  readonly name: string;
  readonly role: NodeRole;
  readonly version: string;
}

export interface PathQuery {
  readonly nodes: readonly PathNode[];
  readonly desired: string;
  /** Withdrawn releases are to be left out; prereleases are never stopped at. */
  readonly available: readonly K3sRelease[];
  readonly rules: readonly StopRule[];
  readonly traits?: ReadonlySet<Trait>;
  /** `rollback.to`: going down to exactly this version is permitted. */
  readonly rollbackTo?: string;
}

export type Path = { readonly stages: readonly Stage[] } | { readonly refused: readonly Finding[] };
