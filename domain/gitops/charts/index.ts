import type { Applied, GitCluster } from "../clusters";
import type { KubeObject } from "../kube-object";
import { ObjectIndex } from "../lookup";
import { joinPath } from "../paths";
import { type GitTree, objectsOf } from "../tree";
import { isTrue, scalarOf } from "../value";
import { pinOf, type VersionPin } from "../version-pin";
import { type ChartContext, type ChartUse, isFound, type Resolution } from "./chart";
import { findSource, type Indexes } from "./find-source";
import { helmReleaseChart } from "./helm-release";
import { k3sHelmChart } from "./k3s-helm-chart";

/** Kinds that install a chart, one line each. */
const OWNERS: Readonly<Record<string, (context: ChartContext) => Resolution>> = {
  "helm.toolkit.fluxcd.io/HelmRelease": helmReleaseChart,
  "helm.cattle.io/HelmChart": k3sHelmChart,
};

const ownerKey = ({ group, kind }: KubeObject): string => `${group}/${kind}`;

export const isChartOwner = (object: KubeObject): boolean => ownerKey(object) in OWNERS;

const isSuspended = (object: KubeObject | null): boolean =>
  object !== null && isTrue(object.value, "spec", "suspend");

function localChart(tree: GitTree, path: string): VersionPin | null {
  const file = tree.files.get(joinPath(joinPath("", path) ?? "", "Chart.yaml") ?? "");
  const version = scalarOf(file?.documents[0]?.value, "version");
  return version === undefined ? null : pinOf(version);
}

function useOf(applied: Applied, cluster: GitCluster, tree: GitTree, indexes: Indexes): ChartUse | null {
  const resolve = OWNERS[ownerKey(applied.object)];
  if (resolve === undefined) return null;
  const resolution = resolve({
    applied,
    find: (kind, name, namespace) => findSource(indexes, kind, name, namespace),
    localChart: (path) => localChart(tree, path),
  });
  const source = isFound(resolution) ? resolution.source.object : null;
  const suspended = [applied.object, applied.by, source].some(isSuspended);
  const { folder, applied: reached } = cluster;
  return {
    owner: applied.object,
    by: applied.by,
    cluster: { folder, applied: reached },
    resolution,
    suspended,
  };
}

/** Every chart that a tree installs, cluster by cluster. */
export function chartUses(tree: GitTree, clusters: readonly GitCluster[]): ChartUse[] {
  const everything = new ObjectIndex(clusters.flatMap(({ objects }) => objects.map(({ object }) => object)));
  const raw = new ObjectIndex(objectsOf(tree));
  return clusters.flatMap((cluster) => {
    const own = new ObjectIndex(cluster.objects.map(({ object }) => object));
    const indexes = [own, everything, raw];
    return cluster.objects.flatMap((applied) => useOf(applied, cluster, tree, indexes) ?? []);
  });
}
