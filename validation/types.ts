import type { WorkloadFacts } from "../domain/facts";
import type { Finding } from "../domain/finding";
import type { Clock, Cluster, NodeNetwork, NodeShell } from "../domain/ports";
import type { ProbeSettings } from "../domain/probe-settings";

/** How things stood before the run; what was broken before is not held against the update. */
export interface Baseline {
  readonly workloads: readonly WorkloadFacts[];
  /** `namespace/name` of services without a ready endpoint. */
  readonly emptyServices: readonly string[];
  /** Names of APIServices that did not answer. */
  readonly downApiServices: readonly string[];
  /** Names of admission webhooks that must answer and had nobody behind them. */
  readonly silentWebhooks: readonly string[];
  /** What the probes found; absent in a memory of before there were probes. */
  readonly probes?: ProbeMemory;
}

export interface ProbeMemory {
  /** Names of the measurements that failed, such as `service agent-1 shop/web:80`. */
  readonly failed: readonly string[];
  /** Ingress rule -> HTTP status. */
  readonly answers: Readonly<Record<string, number>>;
}

/** What can be asked, wherever the question comes from. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly shell: NodeShell;
  readonly network: NodeNetwork;
  readonly clock: Clock;
  readonly probes: ProbeSettings;
  /** Milliseconds until a probe that failed is sent once more; default: 2,000. */
  readonly probeAgainAfterMs?: number;
}

/** What a check may look at. */
export interface CheckContext extends Surroundings {
  /** The version every node must run; `null` accepts any. */
  readonly target: string | null;
  /** `null` demands full health. */
  readonly baseline: Baseline | null;
  /** Nodes that probes are sent from; `null` is all of them. */
  readonly origins: readonly string[] | null;
}

/** What a check saw, and in a few words how much of it: `12 services from 3 nodes`. */
export interface Measured {
  readonly findings: readonly Finding[];
  readonly extent: string;
}

/** A titled sentence that can hold, be skipped, or list what speaks against it. */
export interface Check {
  /** Equals the file name. */
  readonly id: string;
  /** Reads as an assertion: `all nodes are Ready at the target version`. */
  readonly title: string;
  /** Puts the nodes themselves to work; not done as often as asking the API. */
  readonly probes?: true;
  /** Empty is healthy. */
  run(context: CheckContext): Promise<readonly Finding[] | Measured | "skip">;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly findings: readonly Finding[];
  /** How much was measured; absent for a check that only asks the API. */
  readonly extent?: string;
}

export interface Verdict {
  readonly healthy: boolean;
  readonly results: readonly CheckResult[];
}
