import type { Cluster, WebhookSummary } from "../domain/ports";

/** A webhook whose service has no endpoint and whose policy is `Fail` refuses every request that it watches. */
export async function silentWebhooks(cluster: Cluster): Promise<WebhookSummary[]> {
  const [hooks, services] = await Promise.all([cluster.webhooks(), cluster.services()]);
  const endpoints = new Map(services.map((it) => [`${it.namespace}/${it.name}`, it.readyEndpoints]));
  return hooks.filter(
    ({ service, failurePolicy }) =>
      service !== null && failurePolicy === "Fail" && (endpoints.get(service) ?? 0) === 0,
  );
}
