import { type At, describePlace, placeOf } from "./place";
import { child, isMap, itemsOf, type MapValue, scalarOf, textOf, type Value } from "./value";

/** Something with apiVersion, kind and a name: what Kubernetes would take. */
export interface KubeObject {
  readonly value: MapValue;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** Empty when nothing says one. */
  readonly namespace: string;
}

/** `apps/v1` -> `["apps", "v1"]`, `v1` -> `["", "v1"]`. */
export function splitApiVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf("/");
  return slash === -1 ? ["", apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

export const apiVersionOf = ({ group, version }: Pick<KubeObject, "group" | "version">): string =>
  group === "" ? version : `${group}/${version}`;

/** `null` for anything that is not an object of Kubernetes: values, patches, workflows. */
export function kubeObject(value: Value | undefined): KubeObject | null {
  const [apiVersion, kind] = [textOf(value, "apiVersion"), textOf(value, "kind")];
  if (!isMap(value) || apiVersion === undefined || kind === undefined) return null;
  const [group, version] = splitApiVersion(apiVersion);
  const name = textOf(value, "metadata", "name") ?? textOf(value, "metadata", "generateName") ?? "";
  return { value, group, version, kind, name, namespace: textOf(value, "metadata", "namespace") ?? "" };
}

const isKubeList = ({ kind, value }: KubeObject): boolean =>
  kind.endsWith("List") && child(value, "items")?.kind === "list";

/** The object, or what is in it when it is a `List`. */
export function unfolded(value: Value): KubeObject[] {
  const object = kubeObject(value);
  if (object === null) return [];
  return isKubeList(object) ? itemsOf(object.value, "items").flatMap(unfolded) : [object];
}

/** `HelmRelease shop/web`. */
export const describeObject = ({ kind, namespace, name }: KubeObject): string =>
  `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;

/** Two builds of one document are the same document; objects from a cluster have no place. */
export function documentKey({ value }: KubeObject): string | null {
  const at = value.at;
  return at === undefined ? null : `${at.source.path}#${at.document}@${at.start}`;
}

/** Where the apiVersion stands, else where the object begins. */
export const apiVersionAt = ({ value }: KubeObject): At | undefined =>
  scalarOf(value, "apiVersion")?.at ?? value.at;

export const describeAt = (at: At | undefined): string =>
  at === undefined ? "(no place)" : describePlace(placeOf(at));
