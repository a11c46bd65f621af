import { depthOf, splitItems, unreadable } from "./plain-values";

/** Reads a value from what stands behind its key, which is so deep, and the lines below, or says `unreadable`. */
export type PlainReader = (value: string, inner: string, depth: number) => unknown;
export type PlainFields = ReadonlyMap<string, PlainReader>;
export type PlainMap = Record<string, unknown>;

const KEY = /^([A-Za-z0-9._/-]+):(?: (.*))?$/;

const patterns = new Map<number, RegExp>();

/** Lines that stand at most so deep and are not blank. */
function outerLines(depth: number): RegExp {
  const known = patterns.get(depth);
  if (known !== undefined) return known;
  const fresh = new RegExp(`(?:^|\\n)( {0,${depth}})(?=[^ \\n])([^\\n]*)`, "g");
  patterns.set(depth, fresh);
  return fresh;
}

/** A key of the map with what stands behind it; `start` and `end` are those of its line. */
interface Key {
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** The keys of a map as Helm and people write it, one a line; `null` when something else stands among them. */
function keysOf(text: string, depth: number): Key[] | null {
  const keys: Key[] = [];
  for (const { 0: line, 1: margin = "", 2: rest = "", index } of text.matchAll(outerLines(depth))) {
    // Items of a key's list may stand as deep as the key.
    if (margin.length === depth && rest.startsWith("- ")) continue;
    const [, key, value = ""] = (margin.length === depth && KEY.exec(rest)) || [];
    if (key === undefined) return null;
    keys.push({ key, value, start: index, end: index + line.length });
  }
  return keys[0]?.start === 0 ? keys : null;
}

/**
 * The fields that count of a flat map, read by their lines. Whatever else YAML allows makes the map unreadable here
 * (`undefined`), and it is then read by the YAML library: fast where it is plain, right where it is not.
 */
export function readPlainMap(text: string, fields: PlainFields): PlainMap | undefined {
  const depth = depthOf(text);
  const keys = keysOf(text, depth);
  if (keys === null) return undefined;
  const found: PlainMap = {};
  for (const [i, { key, value, end }] of keys.entries()) {
    const reader = fields.get(key);
    if (reader === undefined) continue;
    if (Object.hasOwn(found, key)) return undefined;
    found[key] = reader(value, text.slice(end + 1, keys[i + 1]?.start), depth);
    if (found[key] === unreadable) return undefined;
  }
  return found;
}

/** A list of such maps; `undefined` when one of them needs the YAML library. */
export function readPlainMaps(text: string, fields: PlainFields): PlainMap[] | undefined {
  const maps = splitItems(text)?.map((item) => readPlainMap(item, fields));
  return maps?.includes(undefined) === false ? (maps as PlainMap[]) : undefined;
}
