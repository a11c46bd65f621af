/**
 * Reads the entries of one chart as Helm itself writes them: a list of flat maps, one key a line. Of each entry the
 * seven fields that count are read by their lines. Whatever else YAML allows makes an entry unreadable here
 * (`undefined`), and it is then read by the YAML library: fast where it is plain, right where it is not.
 */
export type PlainEntry = Record<string, unknown>;

const SCALARS: ReadonlySet<string> = new Set([
  "version",
  "appVersion",
  "kubeVersion",
  "created",
  "digest",
  "deprecated",
]);
const FIELDS: ReadonlySet<string> = new Set([...SCALARS, "urls", "annotations"]);
const KEY = /^([A-Za-z]+):(?: (.*))?$/;
/** Starts with nothing that means something in YAML, and holds neither a comment nor another key. */
const PLAIN = /^[A-Za-z0-9_./^~+][^#]*$/;
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);
const SPECIAL = /^(?:~|null|yes|no|on|off|true|false|[-+.]?(?:inf|nan))$/i;

const unreadable = Symbol("unreadable");

/** A value on one line. */
function scalar(text: string): unknown {
  if (text.startsWith('"')) return /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : unreadable;
  if (text.startsWith("'")) return /^'[^']*'$/.test(text) ? text.slice(1, -1) : unreadable;
  if (WORDS.has(text)) return WORDS.get(text);
  const odd = !PLAIN.test(text) || text.includes(": ") || text.endsWith(":") || text.endsWith(" ");
  return odd || SPECIAL.test(text) || !Number.isNaN(Number(text)) ? unreadable : text;
}

/** The lines of one entry, the dash of its first one replaced by a blank. */
class Entry {
  readonly fields: PlainEntry = {};

  constructor(
    private readonly lines: readonly string[],
    private readonly depth: number,
  ) {}

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
    const depth = line.search(/\S/);
    return depth === -1 || depth > this.depth || (depth === this.depth && line.startsWith("- ", depth));
  }

  private field(at: number, end: number): boolean {
    const line = this.lines[at] ?? "";
    const [, key = "", value = ""] =
      line.search(/\S/) === this.depth ? (KEY.exec(line.slice(this.depth)) ?? []) : [];
    if (key === "") return false;
    if (!FIELDS.has(key)) return true;
    if (Object.hasOwn(this.fields, key)) return false;
    const inner = this.lines.slice(at + 1, end).filter((it) => it.trim() !== "");
    this.fields[key] = this.valueOf(key, value, inner);
    return this.fields[key] !== unreadable;
  }

  private valueOf(key: string, value: string, inner: readonly string[]): unknown {
    if (SCALARS.has(key)) return inner.length === 0 && value !== "" ? scalar(value) : unreadable;
    if (value !== "") return unreadable;
    return key === "urls" ? list(inner) : annotations(inner);
  }
}

function list(lines: readonly string[]): unknown {
  const items = lines.map((line) => {
    const text = line.trimStart();
    return text.startsWith("- ") ? scalar(text.slice(2)) : unreadable;
  });
  return items.includes(unreadable) ? unreadable : items;
}

/** Only artifacthub.io's own annotations are looked at, and they hold texts of several lines. */
const annotations = (lines: readonly string[]): unknown =>
  lines.some((line) => line.includes("artifacthub.io/")) ? unreadable : {};

/** The list of a chart split into the lines of its entries; `null` when it is not one item after another. */
export function splitEntries(block: string): string[][] | null {
  const lines = block.split("\n");
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const dash = first.search(/\S/);
  if (!/^ *- \S/.test(first) || block.includes("\t") || block.includes("\r")) return null;
  const start = `${" ".repeat(dash)}- `;
  const entries: string[][] = [];
  for (const line of lines) {
    if (line.startsWith(start)) entries.push([`${" ".repeat(dash + 2)}${line.slice(dash + 2)}`]);
    else entries.at(-1)?.push(line);
  }
  return entries;
}

/** `undefined` for an entry that needs the YAML library. */
export function readPlainEntry(lines: readonly string[]): PlainEntry | undefined {
  const entry = new Entry(lines, (lines[0] ?? "").search(/\S/));
  return entry.read() ? entry.fields : undefined;
}
