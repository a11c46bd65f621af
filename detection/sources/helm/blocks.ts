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
/** The next key of the index itself, or the end of the document. */
const AFTER = /^(?:[^ \-#\r\n]|---)/m;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

interface Heading {
  readonly name: string;
  readonly start: number;
  readonly body: number;
}

/** Names are written bare or in quotes; but for an empty list, anything behind them means another layout. */
function nameOf(line: string): string | null {
  const match = /^("?)([^"':\s]+)\1:(?: \[\])?[ \t]*\r?$/.exec(line);
  const name = match?.[2] ?? "";
  return NAME.test(name) ? name : null;
}

function headings(region: string, depth: number): Heading[] | null {
  const found: Heading[] = [];
  const line = new RegExp(`^ {${depth}}([^ \\-#\\r\\n].*)$`, "gm");
  for (const match of region.matchAll(line)) {
    const name = nameOf(match[1] ?? "");
    if (name === null) return null;
    found.push({ name, start: match.index, body: match.index + match[0].length + 1 });
  }
  return found;
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
  if (entries === null) return null;
  const start = entries.index + entries[0].length + 1;
  const rest = text.slice(start);
  const region = rest.slice(0, AFTER.exec(rest)?.index ?? rest.length);
  const depth = /^( +)[^ \-#\r\n]/m.exec(region)?.[1]?.length;
  const found = depth === undefined ? null : headings(region, depth);
  if (found === null || new Set(found.map(({ name }) => name)).size !== found.length) return null;
  const blocks = found.map(({ name, body }, i): [string, ChartBlock] => [
    name,
    { text: region.slice(body, found[i + 1]?.start ?? region.length) },
  ]);
  return { charts: new Map(blocks), end: endOf(text) };
}
