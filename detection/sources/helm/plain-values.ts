/** What the plain readers leave to the YAML library. */
export const unreadable = Symbol("unreadable");

/** Starts with nothing that means something in YAML, and holds neither a comment nor another key. */
const PLAIN = /^[A-Za-z0-9_./^~+][^#]*$/;
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);
const SPECIAL = /^(?:~|null|yes|no|on|off|true|false|[-+.]?(?:inf|nan))$/i;

function oneLine(text: string): unknown {
  if (text.startsWith('"')) return /^"[^"\\]*"$/.test(text) ? text.slice(1, -1) : unreadable;
  if (text.startsWith("'")) return /^'[^']*'$/.test(text) ? text.slice(1, -1) : unreadable;
  if (WORDS.has(text)) return WORDS.get(text);
  const odd = !PLAIN.test(text) || text.includes(": ") || text.endsWith(":") || text.endsWith(" ");
  return odd || SPECIAL.test(text) || !Number.isNaN(Number(text)) ? unreadable : text;
}

/** How deep a line stands; -1 for one of blanks alone. */
export function depthOf(line: string): number {
  let depth = 0;
  while (line[depth] === " ") depth++;
  return depth === line.length ? -1 : depth;
}

const isBlank = (line: string): boolean => depthOf(line) === -1;

/** A value on the line of its key. */
export const readScalar = (value: string, inner: readonly string[]): unknown =>
  value !== "" && inner.every(isBlank) ? oneLine(value) : unreadable;

/** Values on lines of their own, each behind a dash. */
export function readScalars(value: string, inner: readonly string[]): unknown {
  if (value !== "") return unreadable;
  const items = inner.filter((line) => !isBlank(line)).map(itemOf);
  return items.includes(unreadable) ? unreadable : items;
}

function itemOf(line: string): unknown {
  const text = line.trimStart();
  return text.startsWith("- ") ? oneLine(text.slice(2)) : unreadable;
}

/** A text of several lines, deeper than its key: `|` ends it with one line end, `|-` with none. */
function literal(end: string, inner: readonly string[], keyDepth: number): unknown {
  const depth = depthOf(inner[0] ?? "");
  const margin = " ".repeat(Math.max(depth, 0));
  const isText = (line: string) => line === "" || (line.startsWith(margin) && !isBlank(line));
  if (depth <= keyDepth || !inner.every(isText)) return unreadable;
  const text = inner.map((line) => line.slice(depth)).join("\n");
  return `${text.replace(/\n+$/, "")}${end}`;
}

/** A value on the line of its key, or a text below it. */
export function readText(value: string, inner: readonly string[], depth: number): unknown {
  if (value === "|") return literal("\n", inner, depth);
  return value === "|-" ? literal("", inner, depth) : readScalar(value, inner);
}

/** A list of maps split into the lines of its items; `null` when it is not one item after another. */
export function splitItems(text: string): string[][] | null {
  const lines = text.replace(/\n$/, "").split("\n");
  const first = lines.find((line) => !isBlank(line)) ?? "";
  const dash = depthOf(first);
  if (!/^ *- \S/.test(first) || text.includes("\t") || text.includes("\r")) return null;
  const start = `${" ".repeat(dash)}- `;
  const items: string[][] = [];
  for (const line of lines) {
    if (line.startsWith(start)) items.push([`${" ".repeat(dash + 2)}${line.slice(dash + 2)}`]);
    else items.at(-1)?.push(line);
  }
  return items;
}
