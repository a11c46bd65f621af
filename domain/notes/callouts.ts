import { type Note, type NoteKind, plainText, shorten } from "./note";

/** A box in the text: where it begins and ends (exclusive), and what it says. */
interface Callout {
  readonly end: number;
  readonly note: Note | null;
}

const KINDS: Readonly<Record<string, NoteKind>> = {
  warning: "warning",
  caution: "warning",
  danger: "warning",
  important: "important",
};

const GITHUB = /^\s*>\s*\[!([A-Za-z]+)\]\s*(.*)$/;
const DOCUSAURUS = /^:::\s*([a-z]+)\s*(.*)$/;
const HUGO = /^\{\{%\s*alert\b(.*)%\}\}/;
const attribute = (text: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];

function noteOf(word: string, title: string, lines: readonly string[]): Note | null {
  const kind = KINDS[word.toLowerCase()];
  const text = lines.join("\n").trim();
  if (kind === undefined || (text === "" && title === "")) return null;
  const about = /\bhot-?fix/i.test(`${title} ${text}`) ? "hotfix" : kind;
  return {
    kind: about,
    title: plainText(title) || plainText(text.split("\n")[0] ?? ""),
    text: shorten(text || title),
  };
}

/** Up to the next blank line: GitHub takes lines without `>` for part of the box, and Longhorn writes them so. */
function github(lines: readonly string[], start: number, [, word = "", rest = ""]: RegExpExecArray): Callout {
  const stop = lines.findIndex((line, i) => i > start && line.trim() === "");
  const end = stop === -1 ? lines.length : stop;
  const text = lines.slice(start + 1, end).map((line) => line.replace(/^\s*>\s?/, ""));
  return { end, note: noteOf(word, rest, text) };
}

function until(lines: readonly string[], start: number, close: RegExp): number {
  const stop = lines.findIndex((line, i) => i > start && close.test(line));
  return stop === -1 ? lines.length : stop;
}

/** Reads `> [!WARNING]`, `:::warning` and Hugo's `alert`, if one begins at this line. */
export function calloutAt(lines: readonly string[], start: number): Callout | null {
  const line = lines[start] ?? "";
  const quoted = GITHUB.exec(line);
  if (quoted !== null) return github(lines, start, quoted);
  const fenced = DOCUSAURUS.exec(line);
  if (fenced !== null) {
    const end = until(lines, start, /^:::\s*$/);
    return { end: end + 1, note: noteOf(fenced[1] ?? "", fenced[2] ?? "", lines.slice(start + 1, end)) };
  }
  const alert = HUGO.exec(line)?.[1];
  if (alert === undefined) return null;
  const end = until(lines, start, /^\{\{%\s*\/alert\s*%\}\}/);
  const title = attribute(alert, "title") ?? "";
  return { end: end + 1, note: noteOf(attribute(alert, "color") ?? "", title, lines.slice(start + 1, end)) };
}
