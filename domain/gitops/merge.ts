import { isMap, isScalar, type ListValue, type MapValue, textOf, type Value } from "./value";

/**
 * Lists of the built-in kinds that merge by a key instead of being replaced. Custom resources have no such lists:
 * kustomize knows no schema of theirs.
 */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  env: ["name"],
  volumes: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  ports: ["containerPort", "port"],
  imagePullSecrets: ["name"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey"],
};

const BUILT_IN = /^(v\d\w*|(apps|batch|policy|autoscaling|extensions|[a-z.]+\.k8s\.io)\/.+)$/;

const directive = (patch: Value): string | undefined => textOf(patch, "$patch");

const isDeletion = (patch: Value): boolean =>
  directive(patch) === "delete" || (isScalar(patch) && patch.type === "null");

function keyOf(key: string, items: readonly Value[]): string | undefined {
  return MERGE_KEYS[key]?.find((name) => items.every((item) => textOf(item, name) !== undefined));
}

function mergeByKey(base: ListValue, patch: ListValue, name: string): ListValue {
  const items = [...base.items];
  for (const change of patch.items) {
    const index = items.findIndex((item) => textOf(item, name) === textOf(change, name));
    const existing = items[index];
    if (isDeletion(change)) items.splice(index, index === -1 ? 0 : 1);
    else if (existing === undefined) items.push(change);
    else items[index] = mergeValue(existing, change, "", true);
  }
  return { ...base, items };
}

function mergeLists(base: ListValue, patch: ListValue, key: string, builtIn: boolean): ListValue {
  const name = builtIn ? keyOf(key, [...base.items, ...patch.items]) : undefined;
  return name === undefined ? patch : mergeByKey(base, patch, name);
}

/** A `$patch` directive is an instruction, never part of the result. */
function withoutDirectives(value: Value): Value {
  if (!isMap(value)) return value;
  const entries = [...value.entries].filter(([key, it]) => key !== "$patch" && !isDeletion(it));
  return { ...value, entries: new Map(entries.map(([key, it]) => [key, withoutDirectives(it)])) };
}

function mergeMaps(base: MapValue, patch: MapValue, builtIn: boolean): MapValue {
  const entries = new Map(base.entries);
  for (const [key, change] of patch.entries) {
    const existing = entries.get(key);
    if (isDeletion(change)) entries.delete(key);
    else if (key !== "$patch") entries.set(key, mergeValue(existing, change, key, builtIn));
  }
  return { ...base, entries };
}

function mergeValue(base: Value | undefined, patch: Value, key: string, builtIn: boolean): Value {
  if (directive(patch) === "replace") return withoutDirectives(patch);
  if (isMap(base) && isMap(patch)) return mergeMaps(base, patch, builtIn);
  if (base?.kind === "list" && patch.kind === "list") return mergeLists(base, patch, key, builtIn);
  return withoutDirectives(patch);
}

/** A strategic merge as kustomize does it: `null` and `$patch: delete` take away; what is new keeps its own place. */
export function strategicMerge(base: MapValue, patch: MapValue): MapValue | null {
  if (directive(patch) === "delete") return null;
  const merged = mergeValue(base, patch, "", BUILT_IN.test(textOf(base, "apiVersion") ?? ""));
  return isMap(merged) ? merged : base;
}
