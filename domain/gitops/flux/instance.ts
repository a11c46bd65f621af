import { type KubeObject, kubeObject } from "../kube-object";
import { child, isMap, type MapValue, scalarOf, stringValue, type Value } from "../value";

/** Where a FluxInstance is described: the object itself, or the values of its chart. */
export function instanceSpec({ group, kind, value }: KubeObject): Value | undefined {
  if (group === "fluxcd.controlplane.io" && kind === "FluxInstance") return child(value, "spec");
  return kind === "HelmRelease" ? child(value, "spec", "values", "instance") : undefined;
}

const map = (pairs: readonly (readonly [string, Value | undefined])[]): MapValue => ({
  kind: "map",
  entries: new Map(pairs.flatMap(([key, it]) => (it === undefined ? [] : [[key, it] as const]))),
});

/** The Kustomization that flux-operator makes out of `sync`; it is in no file, and builds from this repository. */
export function syncOf(instance: KubeObject): KubeObject | null {
  const sync = child(instanceSpec(instance), "sync");
  if (!isMap(sync)) return null;
  const namespace = stringValue(instance.namespace === "" ? "flux-system" : instance.namespace);
  const made = map([
    ["apiVersion", stringValue("kustomize.toolkit.fluxcd.io/v1")],
    ["kind", stringValue("Kustomization")],
    [
      "metadata",
      map([
        ["name", scalarOf(sync, "name") ?? namespace],
        ["namespace", namespace],
      ]),
    ],
    ["spec", map([["path", scalarOf(sync, "path")]])],
  ]);
  return kubeObject(instance.value.at === undefined ? made : { ...made, at: instance.value.at });
}
