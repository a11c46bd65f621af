import type { Detection, GitFolder } from "../detection/detect";
import type { Bundle } from "../domain/detect/bundle";
import type { Problem, Solution } from "../domain/solver";
import type { ResolvedConfig } from "../providers/resolve-config";

export interface PlanRun {
  readonly resolved: ResolvedConfig;
  readonly gitFolder: string | undefined;
  readonly withCluster: boolean;
  readonly bundle: Bundle | null;
  readonly refresh: boolean;
  readonly all: boolean;
  readonly progress: (line: string) => void;
}

export interface Planned {
  readonly detection: Detection;
  readonly problem: Problem;
  readonly solution: Solution;
  readonly git: GitFolder | null;
  readonly readManifest: (kind: "flux" | "longhorn", version: string) => Promise<string>;
  readonly close: () => void;
}

export async function runPlan(_run: PlanRun): Promise<Planned> {
  throw new Error("planning is not here yet");
}
