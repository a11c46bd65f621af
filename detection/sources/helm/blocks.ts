/**
 * The part of an index that holds one chart, cut out by its lines: an index is megabytes, and one chart in forty is
 * asked for. Within `entries:` a line that stands exactly as deep as the first one and does not begin with a dash can
 * only be the next chart, because everything inside a chart is deeper. `null` when the text is not laid out like
 * that; whoever asks then reads all of it.
 */
export interface ChartBlock {
  /** Lines of the list, without the chart's name. */
  readonly text: string;
}

export interface IndexLayout {
  /** Name -> block, in the order of the index. */
  readonly charts: ReadonlyMap<string, ChartBlock>;
  /** Whether the text goes to its end; tools write the time last, people may leave it out. */
  readonly end: "whole" | "doubtful" | "cut";
}

const ENTRIES = /^entries:[ \t]*\r?$/m;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

interface Heading {
  readonly name: string;
  readonly start: number;
  readonly body: number;
}

interface Region {
  readonly headings: readonly Heading[];
  readonly end: number;
}

/** Names are written bare or in quotes; but for an empty list, anything behind them means another layout. */
function nameOf(line: string): string | null {
  const match = /^("?)([^"':\s]+)\1:(?: \[\])?[ \t]*\r?$/.exec(line);
  const name = match?.[2] ?? "";
  return NAME.test(name) ? name : null;
}

/** What a line stands for by its first mark: nothing and comments for nothing, a dash for an item of a list. */
const OTHER_MARKS: ReadonlySet<string | undefined> = new Set(["-", "#", "\r", "\n", undefined]);

/** Charts below `entries:`, up to the next key of the index itself or the next document; `null` in another layout. */
function regionOf(text: string, start: number): Region | null {
  const headings: Heading[] = [];
  let depth = 0;
  for (let at = start, next = at; at < text.length; at = next) {
    const lineEnd = text.indexOf("\n", at);
    next = lineEnd === -1 ? text.length : lineEnd + 1;
    let first = at;
    while (text[first] === " ") first++;
    const isOther = OTHER_MARKS.has(text[first]);
    if (first === at && (!isOther || text.startsWith("---", at))) return { headings, end: at };
    if (isOther || first === at) continue;
    depth ||= first - at;
    if (first - at !== depth) continue;
    const name = nameOf(text.slice(first, lineEnd === -1 ? next : lineEnd));
    if (name === null) return null;
    headings.push({ name, start: at, body: next });
  }
  return { headings, end: text.length };
}

function endOf(text: string): IndexLayout["end"] {
  if (/^(?:generated|serverInfo):/m.test(text.slice(-2_000))) return "whole";
  return text.endsWith("\n") ? "doubtful" : "cut";
}

let latest: { readonly text: string; readonly layout: IndexLayout | null } | undefined;

/** As {@link readLayout}; the charts of one index are asked for one after another, so the latest is remembered. */
export function layoutOf(text: string): IndexLayout | null {
  if (latest?.text !== text) latest = { text, layout: readLayout(text) };
  return latest.layout;
}

function readLayout(text: string): IndexLayout | null {
  const entries = ENTRIES.exec(text);
  const region = entries === null ? null : regionOf(text, entries.index + entries[0].length + 1);
  if (region === null || region.headings.length === 0) return null;
  const { headings, end } = region;
  const blocks = headings.map(({ name, body }, i): [string, ChartBlock] => [
    name,
    { text: text.slice(body, headings[i + 1]?.start ?? end) },
  ]);
  const charts = new Map(blocks);
  return charts.size === headings.length ? { charts, end: endOf(text) } : null;
}
