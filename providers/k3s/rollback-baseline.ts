import { takeBaseline } from "../../validation/baseline";
import type { Baseline } from "../../validation/types";
import { type Run, recall, remember } from "../run";
import { surroundingsOf } from "../session";
import type { Settings } from "../settings";

/**
 * How things stood when the backup was taken: after a failed upgrade the present is no measure of health. For a
 * backup of unknown origin the present has to do.
 */
export async function rollbackBaseline(run: Run, settings: Settings, backup: string): Promise<Baseline> {
  const { journal } = run.world;
  const known = recall<Baseline>(journal, run.id, "baseline");
  if (known !== undefined) return known;
  const taken = journal
    .entries()
    .find(({ data }) => (data?.value as { id?: string } | undefined)?.id === backup);
  const earlier = taken === undefined ? undefined : recall<Baseline>(journal, taken.run, "baseline");
  const baseline = earlier ?? (await takeBaseline(surroundingsOf(run.world, settings)));
  remember(journal, run.id, "baseline", baseline);
  return baseline;
}
