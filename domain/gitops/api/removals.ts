import { REMOVED_APIS, type RemovedApi } from "../../removed-apis";
import { apiVersionAt, apiVersionOf, describeObject, type KubeObject, splitApiVersion } from "../kube-object";
import type { At } from "../place";
import { type GitFinding, gitFinding } from "../report";
import { type Crd, preferredVersion } from "./crds";
import { unknownFields } from "./unknown-fields";

/** An object in Git whose API version the target does not serve. */
export interface GitRemoval {
  readonly object: KubeObject;
  readonly apiVersion: string;
  /** What to write instead; empty when nothing takes its place. */
  readonly replacement: string;
  readonly at: At | undefined;
  /** Fields of the object that the replacement does not have; they need a decision, not only an edit. */
  readonly unknownFields: readonly string[];
}

function removedBy(object: KubeObject, crd: Crd): GitRemoval | null {
  if (crd.versions.some(({ name, served }) => served && name === object.version)) return null;
  const preferred = preferredVersion(crd);
  return {
    object,
    apiVersion: apiVersionOf(object),
    replacement: preferred === null ? "" : `${crd.group}/${preferred.name}`,
    at: apiVersionAt(object),
    unknownFields: unknownFields(object.value, preferred?.schema),
  };
}

/** Objects on versions that the definitions of a target no longer serve, or of kinds that it drops altogether. */
export function removedByCrds(
  objects: readonly KubeObject[],
  target: readonly Crd[],
  installed: readonly Crd[] = [],
): GitRemoval[] {
  const key = ({ group, kind }: Pick<Crd, "group" | "kind">): string => `${group}/${kind}`;
  const targets = new Map(target.map((it) => [key(it), it]));
  const dropped = installed.filter((it) => !targets.has(key(it)) && isOfGroups(it, target));
  for (const { group, kind } of dropped) targets.set(`${group}/${kind}`, { group, kind, versions: [] });
  return objects.flatMap((object) => {
    const crd = targets.get(key(object));
    return crd === undefined ? [] : (removedBy(object, crd) ?? []);
  });
}

/** A manifest without any kind of a group was made without that component, which is no removal. */
const isOfGroups = ({ group }: Crd, target: readonly Crd[]): boolean =>
  target.some((it) => it.group === group);

const KEYED = new Map(REMOVED_APIS.map((it) => [`${it.group}/${it.version}/${it.kind}`, it]));

const isGoneAt = ({ removedIn }: RemovedApi, minor: number): boolean =>
  Number(removedIn.split(".")[1]) <= minor;

/** Replacements go as well; the last one of the chain that the minor still serves is the one to write. */
function successorAt(removed: RemovedApi, minor: number): string {
  const [apiVersion = ""] = removed.replacement.split(" ");
  const [group, version] = splitApiVersion(apiVersion);
  const next = KEYED.get(`${group}/${version}/${removed.kind}`);
  return next !== undefined && isGoneAt(next, minor) ? successorAt(next, minor) : apiVersion;
}

/** Objects on API versions that Kubernetes 1.`minor` no longer serves. */
export function removedByKubernetes(objects: readonly KubeObject[], minor: number): GitRemoval[] {
  return objects.flatMap((object) => {
    const removed = KEYED.get(`${object.group}/${object.version}/${object.kind}`);
    if (removed === undefined || !isGoneAt(removed, minor)) return [];
    return [
      {
        object,
        apiVersion: apiVersionOf(object),
        replacement: successorAt(removed, minor),
        at: apiVersionAt(object),
        unknownFields: [],
      },
    ];
  });
}

/** As findings; `target` reads as `Flux v2.7.5` or `Kubernetes 1.34`. */
export function removalFinding({ object, at, ...removal }: GitRemoval, target: string): GitFinding {
  const write = removal.replacement === "" ? "nothing takes its place" : `write ${removal.replacement}`;
  const lost = removal.unknownFields.length === 0 ? "" : ` It has no ${removal.unknownFields.join(", ")}.`;
  const message = `${target} does not serve ${removal.apiVersion} of ${describeObject(object)}; ${write}.${lost}`;
  return gitFinding("GIT_REMOVED_API", at, message);
}
