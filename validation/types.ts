import type { WorkloadFacts } from "../domain/facts";
import type { Finding } from "../domain/finding";
import type { Cluster } from "../domain/ports";

/** How things stood before the run; what was broken before is not held against the update. */
export interface Baseline {
  readonly workloads: readonly WorkloadFacts[];
  /** `namespace/name` of services without a ready endpoint. */
  readonly emptyServices: readonly string[];
  /** Names of APIServices that did not answer. */
  readonly downApiServices: readonly string[];
  /** Names of admission webhooks that must answer and had nobody behind them. */
  readonly silentWebhooks: readonly string[];
}

/** What a check may look at. */
export interface CheckContext {
  readonly cluster: Cluster;
  /** The version every node must run; `null` accepts any. */
  readonly target: string | null;
  /** `null` demands full health. */
  readonly baseline: Baseline | null;
}

/** A titled sentence that can hold, be skipped, or list what speaks against it. */
export interface Check {
  /** Equals the file name. */
  readonly id: string;
  /** Reads as an assertion: `all nodes are Ready at the target version`. */
  readonly title: string;
  /** Empty is healthy. */
  run(context: CheckContext): Promise<readonly Finding[] | "skip">;
}

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly findings: readonly Finding[];
}

export interface Verdict {
  readonly healthy: boolean;
  readonly results: readonly CheckResult[];
}
