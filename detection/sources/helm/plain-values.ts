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
  while (line.charCodeAt(depth) === 0x20) depth++;
  return depth === line.length ? -1 : depth;
}

const isBlank = (line: string): boolean => depthOf(line) === -1;

/** A value on the line of its key. */
export const readScalar = (value: string, inner: readonly string[]): unknown =>
  value !== "" && inner.every(isBlank) ? oneLine(value) : unreadable;

const only =
  (type: "string" | "boolean") =>
  (value: string, inner: readonly string[]): unknown => {
    const scalar = readScalar(value, inner);
    return typeof scalar === type ? scalar : unreadable;
  };

/** A text on the line of its key. */
export const readWord = only("string");
/** `true` or `false` on the line of its key. */
export const readFlag = only("boolean");

/** Texts on lines of their own, each behind a dash. */
export function readTexts(value: string, inner: readonly string[]): unknown {
  if (value !== "") return unreadable;
  const items = inner.filter((line) => !isBlank(line)).map(itemOf);
  return items.every((item) => typeof item === "string") ? items : unreadable;
}

function itemOf(line: string): unknown {
  const text = line.trimStart();
  return text.startsWith("- ") ? oneLine(text.slice(2)) : unreadable;
}

/** A text of several lines, deeper than its key: `|` ends it with one line end, `|-` with none. */
function literal(end: string, lines: readonly string[], keyDepth: number): unknown {
  const depth = depthOf(lines[0] ?? "");
  const margin = " ".repeat(Math.max(depth, 0));
  const isText = (line: string) => line === "" || (line.startsWith(margin) && !isBlank(line));
  if (depth <= keyDepth || !lines.every(isText)) return unreadable;
  const text = lines.map((line) => line.slice(depth)).join("\n");
  return `${text.replace(/\n+$/, "")}${end}`;
}

/** A value on the line of its key, or a text below it. */
export function readText(value: string, inner: readonly string[], depth: number): unknown {
  if (value === "|") return literal("\n", inner, depth);
  return value === "|-" ? literal("", inner, depth) : readScalar(value, inner);
}

/** A list of maps split into the lines of its items, of each the dash a blank; `null` when it is not one item after another. */
export function splitItems(text: string): string[][] | null {
  const dash = /^(?: *\n)*( *)- \S/.exec(text)?.[1];
  if (dash === undefined || text.includes("\t") || text.includes("\r")) return null;
  const items = `\n${text.replace(/\n$/, "")}`.split(`\n${dash}- `).slice(1);
  return items.map((item) => `${dash}  ${item}`.split("\n"));
}
