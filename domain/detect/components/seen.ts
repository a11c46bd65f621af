import type { GitTree } from "../../gitops/tree";
import type { GitView } from "../../gitops/view";
import type { ClusterView } from "../cluster-view";
import type { Component } from "../component";

/** Where releases of the three components are listed; a mirror takes the place of each by configuration. */
export interface ReleasePlaces {
  readonly k3s: { readonly channels: string; readonly releases: string };
  readonly flux: { readonly releases: string };
  readonly longhorn: { readonly releases: string; readonly responder: string | null };
}

export interface GitSeen {
  readonly tree: GitTree;
  readonly view: GitView;
}

/** All that was looked at; either side may be missing, not both. */
export interface Seen {
  readonly cluster: ClusterView | null;
  readonly git: GitSeen | null;
  readonly places: ReleasePlaces;
}

/** One kind of component: finds those that are there. */
export type FindComponents = (seen: Seen) => readonly Component[];
