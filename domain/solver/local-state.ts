import type { ApiState } from "./api-state";
import type { Active } from "./fact";
import type { HopContext } from "./hops";
import type { Target } from "./target";

export type Action = "update" | "migrate" | "edit";

/** Where one component may be, without regard to the others. */
export interface LocalState {
  /** Index into `versions` of the local graph. */
  readonly version: number;
  readonly apis: ApiState;
}

export interface Move {
  readonly to: number;
  readonly action: Action;
  /** Of an update, see `Weight`; what only prepares one weighs nothing. */
  readonly weight: number;
  /** Newer versions that the component could be at instead. */
  readonly stale: number;
}

export interface LocalQuestion extends HopContext {
  /** What others ask of its versions. */
  readonly constraints: readonly string[];
  readonly target: Target;
  readonly uses: ApiState;
  readonly active: Active;
}
