import type { LiveCrd } from "../../domain/detect/cluster-view";
import type { ApiUse } from "../../domain/facts";
import type { ApiKind, Cluster } from "../../domain/ports";
import { REMOVED_APIS } from "../../domain/removed-apis";
import { CrdObject } from "./answers";
import { type Part, part, readAll } from "./read";

export async function readCrds(cluster: Cluster): Promise<LiveCrd[]> {
  const query = { group: "apiextensions.k8s.io", plural: "customresourcedefinitions" };
  return (await readAll(cluster, query, CrdObject)).map(({ spec, status }) => ({
    group: spec.group,
    kind: spec.names.kind,
    served: spec.versions.filter(({ served }) => served).map(({ name }) => name),
    stored: status.storedVersions ?? [],
  }));
}

/** Groups whose versions go away with an update that is planned here. */
const OURS = /(\.toolkit\.fluxcd\.io|^longhorn\.io)$/;

/** A kind with a single version cannot be written through an old one. */
const crdKinds = (crds: readonly LiveCrd[]): ApiKind[] =>
  crds
    .filter(({ group, served }) => OURS.test(group) && served.length > 1)
    .flatMap(({ group, kind, served }) => served.map((version) => ({ group, version, kind })));

const minorOf = (version: string): number => Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? 0);

const nameOf = ({ group, kind }: ApiKind): string => `API versions in use of ${kind}.${group}`;

/**
 * Live objects per API version: of Kubernetes' versions that are still to go, and of Flux' and Longhorn's. Each kind is
 * asked by itself, so that one that is forbidden does not hide the others.
 */
export async function readApiUses(
  cluster: Cluster,
  kubernetes: string,
  crds: readonly LiveCrd[],
): Promise<Part<readonly ApiUse[]>> {
  const toGo = REMOVED_APIS.filter(({ removedIn }) => minorOf(removedIn) > minorOf(kubernetes));
  const kinds = Map.groupBy([...toGo, ...crdKinds(crds)], nameOf);
  const parts = await Promise.all(
    [...kinds].map(([name, all]) => part(name, [], () => cluster.apiUses(all))),
  );
  return {
    value: parts.flatMap(({ value }) => value),
    findings: parts.flatMap(({ findings }) => findings),
  };
}
