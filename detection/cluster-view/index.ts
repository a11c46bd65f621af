import type { ClusterView } from "../../domain/detect/cluster-view";
import { liveCharts } from "../../domain/gitops/drift";
import type { Cluster } from "../../domain/ports";
import { readApiUses, readCrds } from "./crds";
import { readFlux } from "./flux";
import { readHelmStorage } from "./helm-storage";
import { readLonghorn } from "./longhorn";
import { part } from "./read";

/** Kinds that install charts, and those that they name as the place where charts come from. */
const CHART_KINDS: readonly (readonly [group: string, plural: string])[] = [
  ["helm.toolkit.fluxcd.io", "helmreleases"],
  ["source.toolkit.fluxcd.io", "helmrepositories"],
  ["source.toolkit.fluxcd.io", "ocirepositories"],
  ["source.toolkit.fluxcd.io", "gitrepositories"],
  ["source.toolkit.fluxcd.io", "helmcharts"],
  ["helm.cattle.io", "helmcharts"],
];

const readCharts = (cluster: Cluster) =>
  Promise.all(
    CHART_KINDS.map(([group, plural]) =>
      part(`${plural}.${group}`, [] as readonly unknown[], () => cluster.objects({ group, plural })),
    ),
  );

/**
 * What the cluster says about what runs. Nodes and the server's version are needed; whatever else cannot be read is a
 * finding, and the rest is complete.
 */
export async function readClusterView(cluster: Cluster): Promise<ClusterView> {
  const [kubernetes, nodes] = await Promise.all([cluster.serverVersion(), cluster.nodes()]);
  const [flux, longhorn, charts, helm, crds] = await Promise.all([
    part("Flux", null, () => readFlux(cluster)),
    part("Longhorn", { install: null, findings: [] }, () => readLonghorn(cluster)),
    readCharts(cluster),
    part("Helm's releases", { releases: [], findings: [] }, () => readHelmStorage(cluster)),
    part("CustomResourceDefinitions", [], () => readCrds(cluster)),
  ]);
  const apiUses = await readApiUses(cluster, kubernetes, crds.value);
  const parts = [flux, longhorn, ...charts, helm, crds, apiUses];
  return {
    kubernetes,
    nodes,
    flux: flux.value,
    longhorn: longhorn.value.install,
    charts: liveCharts(charts.flatMap(({ value }) => value)),
    helm: helm.value.releases,
    crds: crds.value,
    apiUses: apiUses.value,
    findings: [
      ...parts.flatMap(({ findings }) => findings),
      ...longhorn.value.findings,
      ...helm.value.findings,
    ],
  };
}
