import type { Cluster } from "../domain/ports";
import { silentWebhooks } from "./silent-webhooks";
import type { Baseline } from "./types";

/** Takes down how things stand, before the first change. */
export async function takeBaseline(cluster: Cluster): Promise<Baseline> {
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
  };
}
