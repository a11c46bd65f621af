import { type Measurement, nameOf } from "./probes/measurement";
import { silentWebhooks } from "./silent-webhooks";
import { PROBES } from "./suites";
import type { Baseline, ProbeMemory, Surroundings } from "./types";

/** The first word of a rule that does answer; from which node it was said is of no interest later. */
function answersIn(measured: readonly Measurement[]): ProbeMemory["answers"] {
  const answered = measured.filter(({ failure, status }) => failure === null && status !== undefined);
  return Object.fromEntries(answered.map(({ what, status }) => [what, status ?? 0]));
}

/** Only what failed is kept, and what rules answered: the memory lies in the journal. */
async function measureAll(surroundings: Surroundings): Promise<ProbeMemory> {
  const failed: string[] = [];
  let answers: ProbeMemory["answers"] = {};
  for (const probe of PROBES) {
    const measured = await probe.measure({ ...surroundings, origins: null });
    if (measured === "skip") continue;
    failed.push(...measured.filter(({ failure }) => failure !== null).map((it) => nameOf(probe.id, it)));
    answers = { ...answers, ...answersIn(measured) };
  }
  return { failed, answers };
}

/** Takes down how things stand, before the first change. */
export async function takeBaseline(surroundings: Surroundings): Promise<Baseline> {
  const { cluster } = surroundings;
  const [workloads, services, apiServices, silent] = await Promise.all([
    cluster.workloads(),
    cluster.services(),
    cluster.apiServices(),
    silentWebhooks(cluster),
  ]);
  const empty = services.filter(({ selected, readyEndpoints }) => selected && readyEndpoints === 0);
  return {
    workloads,
    emptyServices: empty.map(({ namespace, name }) => `${namespace}/${name}`),
    silentWebhooks: silent.map(({ name }) => name),
    downApiServices: apiServices.filter(({ available }) => !available).map(({ name }) => name),
    probes: await measureAll(surroundings),
  };
}
