import type { NodeRole, OwnerRef } from "./facts";
import type { Finding } from "./finding";
import type { PlanReport } from "./planning/plan-report";

/** What kind of step one version is from another; a rebuild changes only `+k3sN`. */
export type BumpKind = "same" | "rebuild" | "patch" | "minor" | "major" | "downgrade";

/** One hop of a path: the whole cluster goes from `from` to `to` before the next begins. */
export interface Stage {
  /** Counted from 1 over the whole path that remains. */
  readonly index: number;
  readonly from: string;
  readonly to: string;
  readonly kind: BumpKind;
  /** Why the path stops here, a sentence. */
  readonly reason: string;
}

/** What happens to the pods of a node before its k3s is restarted. */
export type Disruption = "drain" | "cordon";

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  readonly owner: OwnerRef | null;
}

export interface BlockingBudget {
  readonly budget: string;
  readonly pods: readonly string[];
  readonly reason: string;
  /** What lifts it: more healthy pods, two minutes of time, or only a person (`null`). */
  readonly liftedBy: "health" | "time" | null;
}

/** What the upgrade does to one node and to what runs on it. */
export interface NodePlan {
  readonly node: string;
  readonly role: NodeRole;
  readonly from: string;
  readonly to: string;
  /** Runs the target already; nothing will be done. */
  readonly done: boolean;
  readonly disruption: Disruption;
  /** Pods that the drain evicts and a controller recreates elsewhere. */
  readonly evicts: readonly PodRef[];
  /** Bare pods: nothing recreates them. */
  readonly lost: readonly PodRef[];
  /** Evicted pods whose emptyDir content goes. */
  readonly losesLocalStorage: readonly PodRef[];
  /** `Deployment shop/web`: its only ready replica is here, so it is down until it runs elsewhere. */
  readonly down: readonly string[];
  readonly blockedBy: readonly BlockingBudget[];
  readonly estimateSeconds: number;
}

export interface RemovedApiUse {
  readonly api: string;
  readonly kind: string;
  readonly removedIn: string;
  readonly replacement: string;
  readonly count: number;
  readonly examples: readonly string[];
}

/** The release file for one architecture, pinned by digest before anything is touched. */
export interface Asset {
  readonly arch: string;
  readonly url: string;
  readonly sha256: string;
  /** Bytes, where the source says so. */
  readonly sizeBytes?: number;
}

/** The whole answer: the path, the next stage in detail, and everything that speaks against it. */
export interface UpgradePlan {
  readonly component: "k3s";
  readonly cluster: string;
  readonly desired: string;
  /** The lowest version that runs now. */
  readonly current: string;
  /** What remains, in order; empty when everything is at the desired version. */
  readonly stages: readonly Stage[];
  /** The nodes of the first stage, in the order in which they are taken. */
  readonly nodes: readonly NodePlan[];
  readonly assets: readonly Asset[];
  readonly removedApis: readonly RemovedApiUse[];
  readonly findings: readonly Finding[];
  readonly estimateSeconds: number;
  /** Sentences on what can be undone and how. */
  readonly undo: readonly string[];
  /** The order for everything, whose next step this plan performs; `null` where only k3s is planned. */
  readonly order: PlanReport | null;
  /** SHA-256 over what the plan decides; two equal plans have the same. */
  readonly hash: string;
}
