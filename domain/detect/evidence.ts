import type { Crd } from "../gitops/api/crds";
import type { Value } from "../gitops/value";
import type { Listing, Unknown } from "../listing";
import type { SecurityVerdict, SupportVerdict } from "../security";
import type { Choice } from "./choice";
import type { Component } from "./component";
import type { ApiInUse } from "./removed-apis";

/** Default values of a chart before and after. */
export interface ValuesPair {
  readonly before: Value;
  readonly after: Value;
}

/** What a version would install. */
export interface Target {
  readonly crds: readonly Crd[];
  /** Controller -> its own version. */
  readonly controllers: ReadonlyMap<string, string>;
  /** Files with definitions that differ from those of the installed version; only of charts. */
  readonly changed?: readonly string[];
}

/** Everything that was found out about one component. */
export interface Evidenced {
  readonly component: Component;
  readonly listing: Listing | null;
  readonly choice: Choice | null;
  /** `null` when it is not needed, an {@link Unknown} when it could not be read. */
  readonly target: Target | Unknown | null;
  readonly support: SupportVerdict | null;
  readonly values: ValuesPair | Unknown | null;
}

/** What holds for all of them. */
export interface Surroundings {
  readonly verdicts: readonly SecurityVerdict[];
  readonly inUse: ApiInUse;
  /** Controllers that Git names, for a Flux that no cluster shows. */
  readonly controllers: ReadonlyMap<string, string>;
  /** Sentences about settings that make a failed upgrade of Longhorn dangerous. */
  readonly longhornDangers: readonly string[];
}

export const isUnknown = (it: unknown): it is Unknown =>
  typeof it === "object" && it !== null && "kind" in it && it.kind === "unknown";

/** Why nothing can be said about updates of it; `null` when something can. */
export function whyUnknown({ component, listing, choice }: Evidenced): string | null {
  if (listing === null) return component.unasked;
  if (isUnknown(listing)) return listing.because;
  if (choice !== null) return null;
  return component.current === null
    ? "nothing says which version runs"
    : `the version that runs, ${component.current}, cannot be compared`;
}
