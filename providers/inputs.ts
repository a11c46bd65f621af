import { z } from "zod";
import { Settings } from "./settings";

/** What the resources are asked for. Desire only: no clock, no live version, so a finished update stays finished. */

/** Enough for the resources that need no file: Backup and HealthGate. */
export const Common = z.object({
  settings: Settings,
  /** The version that this stage brings the cluster to. */
  target: z.string(),
  mode: z.enum(["upgrade", "rollback"]),
});
export type Common = z.infer<typeof Common>;

/** The backup to go back to; only for a rollback. */
const restore = z.string().optional();

/** What HealthGate is asked for: after a success it removes old backups, never the named one. */
export const GateInputs = Common.extend({ restore });
export type GateInputs = z.infer<typeof GateInputs>;

const Asset = z.object({ arch: z.string(), url: z.string(), sha256: z.string() });

export const StagingInputs = Common.extend({ assets: z.array(Asset) });
export type StagingInputs = z.infer<typeof StagingInputs>;

export const RolloutInputs = StagingInputs.extend({
  restore,
  /** What the user agreed to lose: `patch` nothing, `minor` what was written since the backup. @default as needed */
  permits: z.enum(["patch", "minor"]).optional(),
});
export type RolloutInputs = z.infer<typeof RolloutInputs>;
