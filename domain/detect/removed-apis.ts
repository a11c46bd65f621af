import type { ApiUse } from "../facts";
import { apiVersionEdit } from "../gitops/api/api-version-edit";
import { type Crd, lostStoredVersions, preferredVersion } from "../gitops/api/crds";
import { type GitRemoval, removedByCrds, removedByKubernetes } from "../gitops/api/removals";
import { describeObject, type KubeObject } from "../gitops/kube-object";
import { placeOf } from "../gitops/place";
import { removedApiUses } from "../removed-apis";
import type { LiveCrd } from "./cluster-view";
import type { ComponentReport } from "./report";
import { kubernetesOf } from "./scheme";

export type Removed = ComponentReport["removed_apis"][number];

/** What is in use today, wherever it is. */
export interface ApiInUse {
  readonly objects: readonly KubeObject[];
  readonly uses: readonly ApiUse[];
  readonly crds: readonly LiveCrd[];
}

const EDIT = "make the edit in Git before the update.";
const REMOVE = "remove it or find what takes its place before the update.";

function fromGit(
  { object, apiVersion, replacement, at, unknownFields }: GitRemoval,
  target: string,
): Removed {
  const place = at === undefined ? null : placeOf(at);
  return {
    target,
    api_version: apiVersion,
    kind: object.kind,
    where: "git",
    object: describeObject(object),
    count: 1,
    replacement,
    place: place === null ? null : { file: place.file, line: place.line, column: place.column },
    edit: at === undefined ? null : apiVersionEdit(at, apiVersion, replacement),
    unknown_fields: [...unknownFields],
    next: replacement === "" ? REMOVE : EDIT,
  };
}

const apiOf = (group: string, version: string): string => (group === "" ? version : `${group}/${version}`);

function live(use: ApiUse, target: string, replacement: string): Removed {
  return {
    target,
    api_version: apiOf(use.group, use.version),
    kind: use.kind,
    where: "live",
    object: use.examples.join(", "),
    count: use.count,
    replacement,
    place: null,
    edit: null,
    unknown_fields: [],
    next: replacement === "" ? REMOVE : "write the objects once through the replacement before the update.",
  };
}

/** What is gone today already is not this update's doing. */
function gitRemovals(objects: readonly KubeObject[], from: number, to: number): GitRemoval[] {
  const gone = new Set(removedByKubernetes(objects, from).map(({ object }) => object));
  return removedByKubernetes(objects, to).filter(({ object }) => !gone.has(object));
}

/** What Kubernetes itself stops serving on the way. */
export function removedOnKubernetes(inUse: ApiInUse, from: string, to: string): Removed[] {
  const target = `Kubernetes ${kubernetesOf(to).split(".").slice(0, 2).join(".")}`;
  const minorOf = (version: string): number => Number(kubernetesOf(version).split(".")[1]);
  const gone = removedApiUses(inUse.uses, from, to);
  return [
    ...gitRemovals(inUse.objects, minorOf(from), minorOf(to)).map((it) => fromGit(it, target)),
    ...gone.map((it) => {
      const slash = it.api.lastIndexOf("/");
      const [group, version] = [it.api.slice(0, Math.max(slash, 0)), it.api.slice(slash + 1)];
      return live(
        { group, version, kind: it.kind, count: it.count, examples: it.examples },
        target,
        it.replacement,
      );
    }),
  ];
}

const isOf = (crd: Crd, { group, kind }: { readonly group: string; readonly kind: string }): boolean =>
  crd.group === group && crd.kind === kind;

const replacementOf = (crd: Crd): string => {
  const preferred = preferredVersion(crd);
  return preferred === null ? "" : `${crd.group}/${preferred.name}`;
};

/** Managed fields remember the version of the last write; the definition decides whether it is still served. */
function liveUses(crd: Crd, uses: readonly ApiUse[], target: string): Removed[] {
  const served = crd.versions.filter((it) => it.served).map(({ name }) => name);
  return uses
    .filter((use) => isOf(crd, use) && !served.includes(use.version))
    .map((use) => live(use, target, replacementOf(crd)));
}

function storedVersions(crd: Crd, crds: readonly LiveCrd[], target: string, migrate: string): Removed[] {
  const installed = crds.find((it) => isOf(crd, it));
  if (installed === undefined) return [];
  return lostStoredVersions(installed.stored, crd).map((version) => ({
    target,
    api_version: apiOf(crd.group, version),
    kind: crd.kind,
    where: "stored",
    object: "status.storedVersions of its CustomResourceDefinition",
    count: 1,
    replacement: replacementOf(crd),
    place: null,
    edit: null,
    unknown_fields: [],
    next: migrate,
  }));
}

/** Without a cluster nobody knows, and it is told. */
function isGoneToday(crds: readonly LiveCrd[], { group, kind, version }: KubeObject): boolean {
  const installed = crds.find((it) => it.group === group && it.kind === kind);
  return installed !== undefined && !installed.served.includes(version);
}

/** What the definitions of a target stop serving, in Git, on live objects and in the datastore. */
export function removedByTarget(
  inUse: ApiInUse,
  target: string,
  crds: readonly Crd[],
  migrate: string,
): Removed[] {
  const installed = inUse.crds.map(({ group, kind }): Crd => ({ group, kind, versions: [] }));
  return [
    ...removedByCrds(inUse.objects, crds, installed)
      .filter(({ object }) => !isGoneToday(inUse.crds, object))
      .map((it) => fromGit(it, target)),
    ...crds.flatMap((crd) => [
      ...liveUses(crd, inUse.uses, target),
      ...storedVersions(crd, inUse.crds, target, migrate),
    ]),
  ];
}
