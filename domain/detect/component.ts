import type { Component as CoreComponent } from "../gitops/pins/pin";
import type { Value } from "../gitops/value";
import type { VersionPin } from "../gitops/version-pin";
import type { FluxInstall } from "./cluster-view";

/** What is updated: the three that the product knows, and charts. */
export type ComponentKind = CoreComponent | "chart";

/** What is asked of a release source, as `detection/sources` takes it. */
export interface Question {
  readonly source: string;
  readonly query: Readonly<Record<string, unknown>>;
}

/** A place in Git where the version is written, and what an update does there. */
export interface WrittenPin {
  readonly pin: VersionPin;
  /** `HelmRelease`, `gotk-components`, `Plan`. */
  readonly how: string;
  readonly update: "edit" | "manifest";
}

/** One thing that has a version and may have a newer one. */
export interface Component {
  /** Stable over runs: `k3s`, `flux`, `longhorn`, `helmrelease/shop/web`. */
  readonly id: string;
  readonly kind: ComponentKind;
  /** Name for people; of a chart, the chart. */
  readonly name: string;
  /** What installs it: `HelmRelease shop/web`; empty for k3s. */
  readonly owner: string;
  /** What runs; where the cluster does not say it, what Git says; `null` when neither does. */
  readonly current: string | null;
  readonly from: "cluster" | "git";
  readonly pins: readonly WrittenPin[];
  readonly suspended: boolean;
  /** How Flux is installed; only of Flux. */
  readonly flux?: FluxInstall;
  /** Why an update leaves the CRDs in the chart's `crds/` as they are; absent where it replaces them. */
  readonly keepsCrds?: string;
  /** What the user sets of a chart's values. */
  readonly values?: Value;
  /** `null` when nobody can be asked for newer versions. */
  readonly question: Question | null;
  /** Why nobody can be asked. */
  readonly unasked: string;
}

/** Where the version that counts is written: the first place that can be edited. */
export const pinOfComponent = ({ pins }: Component): VersionPin | null =>
  (pins.find(({ pin }) => pin.at !== undefined) ?? pins[0])?.pin ?? null;
