import type { ApiUse } from "../facts";
import type { BumpKind } from "../plan";
import type { Trait } from "../upgrade-rules";

export type ComponentKind = "k3s" | "flux" | "longhorn" | "chart";

/** A custom resource as a version of a component defines it. */
export interface CrdFacts {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly storage: boolean;
  }[];
}

/** Another component has to be within a range while this version is installed. */
export interface Requirement {
  readonly component: string;
  readonly range: string;
}

/** One version of a component, and what is known of it. */
export interface Candidate {
  readonly version: string;
  /** Constraint on Kubernetes in Helm's words; `null` when the release names none. */
  readonly kubeVersion: string | null;
  /** `null` when its definitions were not read. */
  readonly crds: readonly CrdFacts[] | null;
  readonly requires: readonly Requirement[];
  /** Oldest version that may go to this one directly; `null` when the source names none. */
  readonly minimumFrom: string | null;
  /** What it carries inside: name -> version. */
  readonly bundles: Readonly<Record<string, string>>;
  /** Why it is not offered, a sentence without its subject; `null` when it is. */
  readonly withheld: string | null;
  /** Names by which `channel:NAME` finds it. */
  readonly channels: readonly string[];
}

export const PLAIN_CANDIDATE: Omit<Candidate, "version"> = {
  kubeVersion: null,
  crds: null,
  requires: [],
  minimumFrom: null,
  bundles: {},
  withheld: null,
  channels: [],
};

export interface Component {
  /** `k3s`, `flux`, `longhorn`, or a name of the caller's for a chart, such as `apps/grafana`. */
  readonly id: string;
  readonly kind: ComponentKind;
  /** What runs now. Its facts hold until the component moves. */
  readonly installed: Candidate;
  /** In any order; the installed version may be among them. */
  readonly candidates: readonly Candidate[];
  /** Why nothing is known of other versions; `null` when the candidates are all there is. */
  readonly unknown: string | null;
}

export interface StoredVersions {
  readonly group: string;
  readonly kind: string;
  /** `status.storedVersions` of the definition in the cluster. */
  readonly versions: readonly string[];
}

export interface SolvePolicy {
  /** Component -> version or `channel:NAME`; `channel:latest` is the newest on offer. The rest moves only if it must. */
  readonly desired: Readonly<Record<string, string>>;
  readonly hold: readonly { readonly component: string; readonly reason: string }[];
  /** `component` is not updated before `on` is where it should be. */
  readonly dependsOn: readonly { readonly component: string; readonly on: string }[];
  /** Versions that are left out; without `version` all of them, without `until` for good. */
  readonly ignored: readonly Ignored[];
  /** Component or kind of component -> kinds of updates that are allowed. */
  readonly kinds: Readonly<Record<string, readonly BumpKind[]>>;
  /** Facts (by id) that people decided to disregard. */
  readonly accept: readonly string[];
}

export interface Ignored {
  readonly component: string;
  readonly version?: string;
  /** ISO time. */
  readonly until?: string;
  readonly reason: string;
}

/** Everything that a plan is decided from. */
export interface Problem {
  readonly components: readonly Component[];
  /** Objects in Git, by the API version that they are written with. */
  readonly git: readonly ApiUse[];
  /** Objects in the cluster, by an API version that somebody last wrote them through. */
  readonly live: readonly ApiUse[];
  readonly stored: readonly StoredVersions[];
  readonly traits: ReadonlySet<Trait>;
  readonly policy: SolvePolicy;
  readonly now: Date;
}
