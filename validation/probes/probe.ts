import type { Finding } from "../../domain/finding";
import type { Baseline, Check, CheckContext, Measured, Surroundings } from "../types";
import { asFinding, type Measurement, nameOf } from "./measurement";

/** A check that measures: what it saw is kept apart from what it thinks of it, so that the memory can hold the first. */
export interface Probe {
  readonly id: string;
  readonly title: string;
  /** `skip`: switched off, or there is nothing of the kind. */
  measure(context: ProbeContext): Promise<readonly Measurement[] | "skip">;
  /** What speaks against the cluster; `failures` are those of `all` that were not there before the run. */
  judge(failures: readonly Measurement[], all: readonly Measurement[], baseline: Baseline | null): Finding[];
  /** `12 services from 3 nodes`. */
  extent(all: readonly Measurement[]): string;
}

export interface ProbeContext extends Surroundings {
  readonly origins: CheckContext["origins"];
}

const troubles = (failures: readonly Measurement[]): Finding[] =>
  failures.flatMap(({ node, trouble }) =>
    trouble === undefined ? [] : [asFinding(`node ${node}`, trouble)],
  );

function evaluate(
  probe: Probe,
  measured: readonly Measurement[],
  baseline: Baseline | null,
): Measured | "skip" {
  const before = new Set(baseline?.probes?.failed);
  const failures = measured.filter((it) => it.failure !== null && !before.has(nameOf(probe.id, it)));
  const answered = measured.filter(({ trouble }) => trouble === undefined);
  // What could not be measured before the run and cannot now is no success.
  if (failures.length === 0 && answered.length === 0) return "skip";
  const plain = failures.filter(({ trouble }) => trouble === undefined);
  const findings = [...troubles(failures), ...probe.judge(plain, answered, baseline)];
  return { findings, extent: probe.extent(answered) };
}

export const probeCheck = (probe: Probe): Check => ({
  id: probe.id,
  title: probe.title,
  probes: true,
  async run(context) {
    const measured = await probe.measure(context);
    return measured === "skip" ? "skip" : evaluate(probe, measured, context.baseline);
  },
});
