import type { Baseline } from "../../validation/types";
import type { Run } from "../run";
import type { Settings } from "../settings";

/** What every act of a rollout needs to know. */
export interface RolloutContext {
  readonly run: Run;
  readonly settings: Settings;
  readonly baseline: Baseline;
}

/** One node on its way from one version to another. */
export interface NodeTask {
  readonly node: string;
  readonly role: "server" | "agent";
  readonly from: string;
  readonly to: string;
  readonly disruption: "drain" | "cordon";
  readonly unit: string;
  readonly binary: string;
  readonly dataDir: string;
  /** SHA-256 that the binary must have in the end. */
  readonly sha256: string;
  /** The heartbeat before k3s was touched; a later one proves that the kubelet lives. */
  readonly leaseBefore: string | null;
}
