import type { ChartUse } from "../charts/chart";
import type { GitCluster } from "../clusters";
import type { KubeObject } from "../kube-object";
import type { Remote } from "../kustomize/finder";
import type { GitTree } from "../tree";
import type { VersionPin } from "../version-pin";

/** What the product updates besides charts. */
export type Component = "k3s" | "flux" | "longhorn";

/** Where the version of a component is written. */
export interface ComponentPin {
  readonly component: Component;
  /** How it is said there, such as `Plan` or `gotk-components`. */
  readonly how: string;
  /** Its own version, or that of a chart that brings it. */
  readonly scheme: "release" | "chart";
  /** Whether an edit of the pin updates the component, or its whole manifest must be replaced by that of the target. */
  readonly update: "edit" | "manifest";
  readonly pin: VersionPin;
  readonly owner: KubeObject | null;
  readonly suspended: boolean;
}

export interface PinContext {
  readonly tree: GitTree;
  readonly clusters: readonly GitCluster[];
  readonly charts: readonly ChartUse[];
  readonly remotes: readonly Remote[];
}

/** One way in which a component's version may be written. */
export type FindPins = (context: PinContext) => readonly ComponentPin[];
