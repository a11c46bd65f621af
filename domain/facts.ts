/**
 * What was observed, as plain serialisable data. Facts never hold an opinion: `preflight` and `plan` judge them.
 * Cluster facts come from the Kubernetes API, host facts over SSH; either may be missing, which is said, never guessed.
 */

export type NodeRole = "server" | "agent";

/** Where a server keeps Kubernetes' objects; agents have `none`. */
export type Datastore = "sqlite" | "etcd" | "external" | "none";

/** One node as the Kubernetes API reports it. */
export interface NodeFacts {
  readonly name: string;
  readonly role: NodeRole;
  /** `status.nodeInfo.kubeletVersion`, the version that runs, such as `v1.35.4+k3s1`. */
  readonly version: string;
  readonly ready: boolean;
  /** `spec.unschedulable`: someone cordoned it. */
  readonly unschedulable: boolean;
  /** Go's name of the architecture: `amd64`, `arm64`, `arm`. */
  readonly arch: string;
  /** ISO time of the last heartbeat (node Lease), `null` when there is none. */
  readonly leaseRenewedAt: string | null;
  /** Condition `EtcdIsVoter`; `null` when the node runs no embedded etcd. */
  readonly etcdVoter: boolean | null;
  /** Its InternalIPs, one a family. */
  readonly internalIps: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** One node's host as seen over SSH. Paths are discovered from the service unit, never assumed. */
export interface HostFacts {
  readonly node: string;
  readonly unit: string;
  readonly unitFile: string;
  readonly envFiles: readonly string[];
  readonly binary: string;
  /** What the file on disk says of itself (`k3s --version`); `null` where it runs and was not asked. */
  readonly binaryVersion: string | null;
  readonly configFile: string;
  readonly dataDir: string;
  readonly datastore: Datastore;
  readonly arch: string;
  /** Bytes free where the binary lies and where the data lies. */
  readonly freeBytes: { readonly binary: number; readonly data: number };
  /** Host clock minus ours, in milliseconds. */
  readonly clockSkewMs: number;
  readonly cgroup: "v1" | "v2";
  /** Whether its etcd member leads; `null` without embedded etcd, or where the host has nothing to ask it with. */
  readonly etcdLeader: boolean | null;
  readonly service: ServiceFacts;
}

export interface ServiceFacts {
  readonly active: string;
  readonly sub: string;
  readonly restarts: number;
  readonly mainPid: number;
  /** The running process began after the binary file was put in place, so it runs that file. */
  readonly runsCurrentBinary: boolean;
}

export interface UnreachableHost {
  readonly node: string;
  readonly reason: string;
}

export interface OwnerRef {
  readonly kind: string;
  readonly name: string;
}

export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The controller, with a ReplicaSet already resolved to its Deployment; `null` is a bare pod. */
  readonly owner: OwnerRef | null;
  readonly phase: string;
  readonly ready: boolean;
  /** Has `emptyDir` volumes, whose content a drain deletes. */
  readonly localStorage: boolean;
  /** A static pod's mirror; draining leaves it. */
  readonly mirror: boolean;
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly LabelRequirement[];
}

export interface BudgetFacts {
  readonly namespace: string;
  readonly name: string;
  /** `null` selects nothing (policy/v1). */
  readonly selector: LabelSelector | null;
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  /** Names of pods that it lets go and counts as gone; a new pod of that name as well, for two minutes. */
  readonly goingPods: readonly string[];
}

/** Deployment, StatefulSet or DaemonSet with its replica counts. */
export interface WorkloadFacts {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet";
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
}

/** Live objects that were written through one API version. */
export interface ApiUse {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly count: number;
  /** `namespace/name` of a few of them. */
  readonly examples: readonly string[];
}

export interface ClusterFacts {
  /** ISO time of the observation. */
  readonly takenAt: string;
  /** `/version` gitVersion of the API server. */
  readonly apiServerVersion: string;
  readonly nodes: readonly NodeFacts[];
  readonly pods: readonly PodFacts[];
  readonly budgets: readonly BudgetFacts[];
  readonly workloads: readonly WorkloadFacts[];
  readonly apiUses: readonly ApiUse[];
  /** Other updaters seen at work, each as a sentence: system-upgrade-controller plans, kured's lock. */
  readonly foreignUpdaters: readonly string[];
}

export interface Inventory {
  readonly cluster: ClusterFacts;
  readonly hosts: readonly HostFacts[];
  readonly unreachable: readonly UnreachableHost[];
}
