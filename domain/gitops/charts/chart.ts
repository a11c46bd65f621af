import type { Applied, GitCluster } from "../clusters";
import type { KubeObject } from "../kube-object";
import type { VersionPin } from "../version-pin";

/** `helm` is a repository with an index, `archive` one file; `git` and `bucket` hold the chart as files. */
export type SourceType = "helm" | "oci" | "git" | "bucket" | "archive";

/** Where a chart comes from. */
export interface ChartSource {
  readonly type: SourceType;
  /** Empty for a chart that lies in this tree. */
  readonly url: string;
  /** The object that says so; `null` when the owner says it itself. */
  readonly object: KubeObject | null;
  /** Found by name alone, because its namespace is written nowhere or wrong. */
  readonly guessed: boolean;
}

/** What is found for one HelmRelease or HelmChart. */
export interface FoundChart {
  readonly chart: string;
  readonly version: VersionPin;
  readonly source: ChartSource;
}

/** Why nothing is found, as a sentence. */
export interface NotFound {
  readonly reason: string;
  /** As far as they are written, although nobody knows where the chart comes from. */
  readonly chart?: string;
  readonly version?: VersionPin;
}

export type Resolution = FoundChart | NotFound;

export const isFound = (resolution: Resolution): resolution is FoundChart => "source" in resolution;

/** One HelmRelease of Flux or HelmChart of k3s with everything that an update needs. */
export interface ChartUse {
  readonly owner: KubeObject;
  /** The Flux Kustomization that applies it. */
  readonly by: KubeObject | null;
  readonly cluster: Pick<GitCluster, "folder" | "applied">;
  readonly resolution: Resolution;
  /** It, its source or its Kustomization is suspended: an edit in Git does nothing. */
  readonly suspended: boolean;
}

/** What a resolver may look at. */
export interface ChartContext {
  readonly applied: Applied;
  /** Finds the object of a reference; the nearest sense of its name that there is. */
  readonly find: (kind: string, name: string, namespace: string) => Reference;
  /** `version` of the Chart.yaml in a folder of this tree. */
  readonly localChart: (path: string) => VersionPin | null;
}

export type Reference =
  | { readonly object: KubeObject; readonly guessed: boolean }
  | { readonly object: null; readonly reason: string };
