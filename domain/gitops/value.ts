import type { At } from "./place";

/**
 * YAML as data that knows where every part is written. Patches, merges and substitutions make new values out of
 * parts of old ones, so after all of them a version still points to the line that a person would edit.
 */
export type Value = ScalarValue | MapValue | ListValue;

export interface ScalarValue {
  readonly kind: "scalar";
  /** As written for numbers, so `1.10` stays `1.10`. */
  readonly text: string;
  readonly type: "string" | "number" | "boolean" | "null";
  /** Absent for what was made up on the way or read from a cluster. */
  readonly at?: At;
  /** Where the part that changes with a version is written, when that is not here: a kustomize `newTag`. */
  readonly version?: ScalarValue;
  /** YAML within a string, such as an inline patch, one value per document. */
  readonly embedded?: readonly Value[];
  /** Put together from several parts, so that no single place can be edited. */
  readonly composed?: true;
  /** Variables or ciphers whose value nobody knows here; `text` is then not what the cluster sees. */
  readonly unknown?: readonly string[];
}

export interface MapValue {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Value>;
  readonly at?: At;
}

export interface ListValue {
  readonly kind: "list";
  readonly items: readonly Value[];
  readonly at?: At;
}

export const isMap = (value: Value | undefined): value is MapValue => value?.kind === "map";
export const isList = (value: Value | undefined): value is ListValue => value?.kind === "list";
export const isScalar = (value: Value | undefined): value is ScalarValue => value?.kind === "scalar";

type Keys = readonly (string | number)[];

/** Walks down; `undefined` as soon as something is missing. Numbers step into lists. */
export function child(value: Value | undefined, ...keys: Keys): Value | undefined {
  return keys.reduce<Value | undefined>((at, key) => {
    if (typeof key === "number") return isList(at) ? at.items[key] : undefined;
    return isMap(at) ? at.entries.get(key) : undefined;
  }, value);
}

/** A scalar that is there and not null. */
export function scalarOf(value: Value | undefined, ...keys: Keys): ScalarValue | undefined {
  const found = child(value, ...keys);
  return isScalar(found) && found.type !== "null" ? found : undefined;
}

export const textOf = (value: Value | undefined, ...keys: Keys): string | undefined =>
  scalarOf(value, ...keys)?.text;

export const isTrue = (value: Value | undefined, ...keys: Keys): boolean => textOf(value, ...keys) === "true";

export function itemsOf(value: Value | undefined, ...keys: Keys): readonly Value[] {
  const found = child(value, ...keys);
  return isList(found) ? found.items : [];
}

export function entriesOf(value: Value | undefined, ...keys: Keys): readonly (readonly [string, Value])[] {
  const found = child(value, ...keys);
  return isMap(found) ? [...found.entries] : [];
}

export const stringValue = (text: string): ScalarValue => ({ kind: "scalar", text, type: "string" });

/** The map with one entry set, or taken out with `undefined`. */
export function withEntry(map: MapValue, key: string, value: Value | undefined): MapValue {
  const entries = new Map(map.entries);
  if (value === undefined) entries.delete(key);
  else entries.set(key, value);
  return { ...map, entries };
}

const emptyMap = (): MapValue => ({ kind: "map", entries: new Map() });

/** Sets something deeper, making the maps on the way. */
export function withPath(map: MapValue, keys: readonly string[], value: Value): MapValue {
  const [key, ...rest] = keys;
  if (key === undefined) return map;
  if (rest.length === 0) return withEntry(map, key, value);
  const inner = map.entries.get(key);
  return withEntry(map, key, withPath(isMap(inner) ? inner : emptyMap(), rest, value));
}

/** Changes scalars at any depth; parts without a change stay the same objects. */
export function mapScalars(value: Value, change: (scalar: ScalarValue) => ScalarValue): Value {
  if (value.kind === "scalar") return change(value);
  if (value.kind === "list") {
    const items = value.items.map((item) => mapScalars(item, change));
    return items.some((item, i) => item !== value.items[i]) ? { ...value, items } : value;
  }
  let changed = false;
  const entries = new Map<string, Value>();
  for (const [key, inner] of value.entries) {
    const next = mapScalars(inner, change);
    changed ||= next !== inner;
    entries.set(key, next);
  }
  return changed ? { ...value, entries } : value;
}

function plainScalar({ text, type }: ScalarValue): unknown {
  if (type === "null") return null;
  if (type === "boolean") return text === "true";
  return type === "number" ? Number(text) : text;
}

/** Without places, as JSON would have it. */
export function toPlain(value: Value): unknown {
  if (value.kind === "scalar") return plainScalar(value);
  if (value.kind === "list") return value.items.map(toPlain);
  return Object.fromEntries([...value.entries].map(([key, inner]) => [key, toPlain(inner)]));
}

function scalarFromPlain(value: unknown): ScalarValue {
  if (value === null || value === undefined) return { kind: "scalar", text: "null", type: "null" };
  const type = typeof value === "number" || typeof value === "boolean" ? typeof value : "string";
  return { kind: "scalar", text: String(value), type: type as ScalarValue["type"] };
}

/** From JSON, such as a live object of the cluster; nothing of it has a place. */
export function fromPlain(value: unknown): Value {
  if (Array.isArray(value)) return { kind: "list", items: value.map(fromPlain) };
  if (typeof value !== "object" || value === null) return scalarFromPlain(value);
  return { kind: "map", entries: new Map(Object.entries(value).map(([key, it]) => [key, fromPlain(it)])) };
}
