import type { WorkloadFacts } from "./facts";
import type { Finding } from "./finding";
import { finding } from "./finding-codes";

/** `Deployment shop/web` -> ready replicas before the run. */
export type WorkloadBaseline = Readonly<Record<string, number>>;

const nameOf = ({ kind, namespace, name }: WorkloadFacts): string => `${kind} ${namespace}/${name}`;

/** Takes down how workloads stand; plain data, so that it can be kept in the journal. */
export function baselineOf(workloads: readonly WorkloadFacts[]): WorkloadBaseline {
  return Object.fromEntries(workloads.map((workload) => [nameOf(workload), workload.ready]));
}

/** As many as were ready before and never more than are wanted now: a human may have scaled down meanwhile. */
function judge(workload: WorkloadFacts, before: number): Finding[] {
  const owed = Math.min(workload.desired, before);
  if (workload.ready >= owed) return [];
  const message = `${workload.ready} of ${workload.desired} replicas are ready, ${before} were before`;
  const next = `look at kubectl -n ${workload.namespace} get pods.`;
  return [finding("WORKLOAD_NOT_READY", nameOf(workload), message, { next })];
}

/** What is worse than before. What was broken already, and what is new, is not held against the run. */
export function compareToBaseline(baseline: WorkloadBaseline, now: readonly WorkloadFacts[]): Finding[] {
  const present = new Set(now.map(nameOf));
  const gone = Object.entries(baseline).filter(([name, ready]) => ready > 0 && !present.has(name));
  return [
    ...now.flatMap((workload) => judge(workload, baseline[nameOf(workload)] ?? 0)),
    ...gone.map(([name, ready]) => finding("WORKLOAD_GONE", name, `had ${ready} ready replicas before`)),
  ];
}
