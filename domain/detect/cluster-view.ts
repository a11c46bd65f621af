import type { ApiUse, NodeFacts } from "../facts";
import type { Finding } from "../finding";
import type { LiveChart } from "../gitops/drift";

/** How Flux came into the cluster; it decides how Flux is updated. */
export type FluxMode = "bootstrap" | "chart" | "operator" | "plain";

export interface FluxInstall {
  readonly mode: FluxMode;
  /** `v2.7.5`; `null` when no label says it. */
  readonly version: string | null;
  /** Controller -> its own version. */
  readonly controllers: ReadonlyMap<string, string>;
}

export interface LonghornInstall {
  /** `v1.9.2`. */
  readonly version: string;
  /** Settings by their name in lower case without dashes: both spellings are in use. */
  readonly settings: ReadonlyMap<string, string>;
}

/** A release in Helm's own storage. */
export interface HelmStorage {
  readonly namespace: string;
  readonly name: string;
  readonly revision: number;
  readonly status: string;
  readonly chart: string;
  readonly version: string;
  readonly appVersion: string | null;
}

/** A custom resource as the API server knows it. */
export interface LiveCrd {
  readonly group: string;
  readonly kind: string;
  readonly served: readonly string[];
  /** Versions in which objects may lie in the datastore. */
  readonly stored: readonly string[];
}

/** Everything that the cluster says about what runs. */
export interface ClusterView {
  /** `/version` of the API server. */
  readonly kubernetes: string;
  readonly nodes: readonly NodeFacts[];
  readonly flux: FluxInstall | null;
  readonly longhorn: LonghornInstall | null;
  /** HelmReleases of Flux and HelmCharts of k3s, with their sources resolved. */
  readonly charts: readonly LiveChart[];
  readonly helm: readonly HelmStorage[];
  readonly crds: readonly LiveCrd[];
  readonly apiUses: readonly ApiUse[];
  /** What could not be read, and what was odd. */
  readonly findings: readonly Finding[];
}
