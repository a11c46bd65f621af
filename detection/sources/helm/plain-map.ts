import { depthOf, splitItems, unreadable } from "./plain-values";

/** Reads a value from what stands behind its key, which is so deep, and the lines below, or says `unreadable`. */
export type PlainReader = (value: string, inner: readonly string[], depth: number) => unknown;
export type PlainFields = ReadonlyMap<string, PlainReader>;
export type PlainMap = Record<string, unknown>;

const KEY = /^([A-Za-z0-9._/-]+):(?: (.*))?$/;

/** The lines of a map as Helm and people write it, one key a line; of a list's item the dash is a blank. */
class Lines {
  readonly found: PlainMap = {};
  private readonly depth: number;

  constructor(
    private readonly lines: readonly string[],
    private readonly fields: PlainFields,
  ) {
    this.depth = depthOf(lines[0] ?? "");
  }

  /** False when there is something that this reader does not know. */
  read(): boolean {
    for (let at = 0; at < this.lines.length; ) {
      const end = this.endOf(at);
      if (!this.field(at, end)) return false;
      at = end;
    }
    return true;
  }

  /** A key's own lines end where the next key stands; list items may stand as deep as their key. */
  private endOf(start: number): number {
    let end = start + 1;
    while (end < this.lines.length && this.isInside(this.lines[end] ?? "")) end++;
    return end;
  }

  private isInside(line: string): boolean {
    const depth = depthOf(line);
    return depth === -1 || depth > this.depth || (depth === this.depth && line.startsWith("- ", depth));
  }

  private field(at: number, end: number): boolean {
    const line = this.lines[at] ?? "";
    const [, key = "", value = ""] =
      depthOf(line) === this.depth ? (KEY.exec(line.slice(this.depth)) ?? []) : [];
    if (key === "") return false;
    const reader = this.fields.get(key);
    if (reader === undefined) return true;
    if (Object.hasOwn(this.found, key)) return false;
    this.found[key] = reader(value, this.lines.slice(at + 1, end), this.depth);
    return this.found[key] !== unreadable;
  }
}

/**
 * The fields that count of a flat map, read by their lines. Whatever else YAML allows makes the map unreadable here
 * (`undefined`), and it is then read by the YAML library: fast where it is plain, right where it is not.
 */
export function readPlainMap(lines: readonly string[], fields: PlainFields): PlainMap | undefined {
  const map = new Lines(lines, fields);
  return map.read() ? map.found : undefined;
}

/** A list of such maps; `undefined` when one of them needs the YAML library. */
export function readPlainMaps(text: string, fields: PlainFields): PlainMap[] | undefined {
  const maps = splitItems(text)?.map((lines) => readPlainMap(lines, fields));
  return maps?.includes(undefined) === false ? (maps as PlainMap[]) : undefined;
}
