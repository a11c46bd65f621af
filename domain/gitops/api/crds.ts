import { type KubeObject, unfolded } from "../kube-object";
import { child, isTrue, itemsOf, textOf, type Value } from "../value";

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated: boolean;
  /** `openAPIV3Schema`; absent in very old definitions. */
  readonly schema: Value | undefined;
}

/** What an API server would know of a kind with this definition. */
export interface Crd {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly CrdVersion[];
}

function versionOf(value: Value): CrdVersion {
  return {
    name: textOf(value, "name") ?? "",
    served: isTrue(value, "served"),
    storage: isTrue(value, "storage"),
    deprecated: isTrue(value, "deprecated"),
    schema: child(value, "schema", "openAPIV3Schema"),
  };
}

const isCrd = ({ group, kind }: KubeObject): boolean =>
  group === "apiextensions.k8s.io" && kind === "CustomResourceDefinition";

function crdOf({ value }: KubeObject): Crd {
  const versions = itemsOf(value, "spec", "versions").map(versionOf);
  return {
    group: textOf(value, "spec", "group") ?? "",
    kind: textOf(value, "spec", "names", "kind") ?? "",
    versions,
  };
}

/** The definitions of an install manifest; everything else in it is left aside. */
export const crdsOf = (documents: readonly Value[]): Crd[] =>
  documents.flatMap(unfolded).filter(isCrd).map(crdOf);

/** `v1` before `v1beta2` before `v1beta1` before `v1alpha1`, as Kubernetes ranks versions. */
export function rankVersions(a: string, b: string): number {
  const parts = (name: string): readonly [number, number, number] => {
    const [, major = "0", stage, minor = "0"] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name) ?? [];
    return [stage === undefined ? 2 : stage === "beta" ? 1 : 0, Number(major), Number(minor)];
  };
  const [left, right] = [parts(a), parts(b)];
  return right[0] - left[0] || right[1] - left[1] || right[2] - left[2];
}

/** What an object should be written as: the stored version, else the highest that is served. */
export function preferredVersion({ versions }: Crd): CrdVersion | null {
  const served = versions.filter((it) => it.served).sort((a, b) => rankVersions(a.name, b.name));
  return served.find(({ storage }) => storage) ?? served[0] ?? null;
}

/** Versions that objects may be stored in and that a target no longer knows; the target then refuses its own CRD. */
export const lostStoredVersions = (stored: readonly string[], target: Crd): string[] =>
  stored.filter((name) => !target.versions.some((it) => it.name === name));
