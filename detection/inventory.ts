import { isUpdateError } from "../domain/errors";
import type { ClusterFacts, HostFacts, Inventory, UnreachableHost } from "../domain/facts";
import { mapLimited } from "../domain/map-limited";
import type { ApiKind, Clock, Cluster, NodeShell } from "../domain/ports";
import { inspectHost, inspectHostBriefly } from "./inspect-host";

/** How many SSH sessions are opened at once; more only makes each slower. */
const PARALLEL_HOSTS = 16;

export interface InventoryRequest {
  readonly cluster: Cluster;
  readonly shell: NodeShell;
  readonly clock: Clock;
  readonly nodes: readonly { readonly name: string; readonly unit?: string | undefined }[];
  /** Whether the files of hosts that run them are asked for their versions, too. @default false */
  readonly askFiles?: boolean;
  /** API versions whose live use matters for the update at hand. */
  readonly apiKinds: readonly ApiKind[];
}

export async function clusterFacts({ cluster, clock, apiKinds }: InventoryRequest): Promise<ClusterFacts> {
  const takenAt = clock.now().toISOString();
  const [apiServerVersion, nodes, pods, budgets, workloads, apiUses, foreignUpdaters] = await Promise.all([
    cluster.serverVersion(),
    cluster.nodes(),
    cluster.pods(),
    cluster.budgets(),
    cluster.workloads(),
    cluster.apiUses(apiKinds),
    cluster.foreignUpdaters(),
  ]);
  return { takenAt, apiServerVersion, nodes, pods, budgets, workloads, apiUses, foreignUpdaters };
}

/** A host that cannot be asked is reported as such; it never vanishes and never stops the others. */
async function tryInspect(
  request: InventoryRequest,
  name: string,
  unit?: string,
): Promise<HostFacts | UnreachableHost> {
  try {
    const inspect = request.askFiles === true ? inspectHost : inspectHostBriefly;
    return await inspect(request.shell, request.clock, name, unit);
  } catch (error) {
    if (!isUpdateError(error)) throw error;
    return { node: name, reason: error.message };
  }
}

/** Looks at the cluster and at every host, side by side. Nothing is changed. */
export async function takeInventory(request: InventoryRequest): Promise<Inventory> {
  const [cluster, seen] = await Promise.all([
    clusterFacts(request),
    mapLimited(request.nodes, PARALLEL_HOSTS, ({ name, unit }) => tryInspect(request, name, unit)),
  ]);
  return {
    cluster,
    hosts: seen.filter((host): host is HostFacts => "unit" in host),
    unreachable: seen.filter((host): host is UnreachableHost => "reason" in host),
  };
}
