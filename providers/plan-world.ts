import { type Detection, detect, type GitFolder } from "../detection/detect";
import { readManifest } from "../detection/detect/targets";
import { type Ordered, planFor } from "../detection/plan";
import type { PlanReport } from "../domain/planning/plan-report";
import { reportPlan } from "../domain/planning/report-plan";
import { type DetectSetup, prepareDetection } from "./detect-world";

export interface OrderSetup extends DetectSetup {
  /** Brings everything to its newest version, and not only what the configuration names. */
  readonly all: boolean;
}

/** What was found, and the order for it. */
export interface Planned extends Ordered {
  readonly detection: Detection;
  /** The repository that was read; a clone is gone after `close`. */
  readonly git: GitFolder | null;
  /** The install manifest of a version, as it was published. */
  readonly readManifest: (kind: "flux" | "longhorn", version: string) => Promise<string>;
  readonly close: () => void;
}

/** Looks at everything and solves one order for it. Whoever asks closes it. */
export async function openPlan(setup: OrderSetup): Promise<Planned> {
  const { request, world, close } = await prepareDetection(setup);
  const { config, all } = setup;
  try {
    const detection = await detect({ ...request, only: null }, world);
    const wish = { versions: config.versions, all };
    const ordered = await planFor(detection, { ...request, wish, planning: config.planning }, world);
    return {
      ...ordered,
      detection,
      git: request.git,
      readManifest: (kind, version) => readManifest(kind, version, request.places, world),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Looks once, and puts the order into the words of its report. */
export async function reportedPlan(setup: OrderSetup): Promise<PlanReport> {
  const planned = await openPlan(setup);
  planned.close();
  return reportPlan({ ...planned, cluster: setup.config.cluster.name, now: planned.problem.now });
}
