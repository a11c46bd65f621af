import { depthOf, splitItems, unreadable } from "./plain-values";

/** Reads a value from what stands behind its key, which is so deep, and the lines below, or says `unreadable`. */
export type PlainReader = (value: string, inner: readonly string[], depth: number) => unknown;
export type PlainFields = ReadonlyMap<string, PlainReader>;
export type PlainMap = Record<string, unknown>;

const KEY = /^[A-Za-z0-9._/-]+$/;
const [DASH, BLANK] = [0x2d, 0x20];

/** A line that belongs to the key above it: deeper, empty, or an item of its list, which may stand as deep as the key. */
function isInside(line: string, depth: number): boolean {
  const own = depthOf(line);
  if (own !== depth) return own > depth || own === -1;
  return line.charCodeAt(own) === DASH && line.charCodeAt(own + 1) === BLANK;
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** A key so deep with what stands behind it; `null` for any other line. */
function pairOf(line: string, depth: number): Pair | null {
  const colon = line.indexOf(":", depth);
  const key = line.slice(depth, colon);
  const isBare = colon === line.length - 1;
  if (colon === -1 || !(isBare || line.charCodeAt(colon + 1) === BLANK) || !KEY.test(key)) return null;
  return depthOf(line) === depth ? { key, value: line.slice(colon + 2) } : null;
}

/**
 * The fields that count of a flat map as Helm and people write it, one key a line. Whatever else YAML allows makes the
 * map unreadable here (`undefined`), and it is then read by the YAML library: fast where it is plain, right where it is
 * not. No pattern runs over the lines that do not count, because an index has a hundred thousand of them.
 */
export function readPlainMap(lines: readonly string[], fields: PlainFields): PlainMap | undefined {
  const depth = depthOf(lines[0] ?? "");
  const found: PlainMap = {};
  for (let at = 0, end = 0; at < lines.length; at = end) {
    const pair = pairOf(lines[at] ?? "", depth);
    if (pair === null) return undefined;
    for (end = at + 1; end < lines.length && isInside(lines[end] ?? "", depth); ) end++;
    const read = fields.get(pair.key);
    if (read === undefined) continue;
    if (Object.hasOwn(found, pair.key)) return undefined;
    const value = read(pair.value, lines.slice(at + 1, end), depth);
    if (value === unreadable) return undefined;
    found[pair.key] = value;
  }
  return found;
}

/** A list of such maps; `undefined` when one of them needs the YAML library. */
export function readPlainMaps(text: string, fields: PlainFields): PlainMap[] | undefined {
  const maps = splitItems(text)?.map((lines) => readPlainMap(lines, fields));
  return maps?.includes(undefined) === false ? (maps as PlainMap[]) : undefined;
}
