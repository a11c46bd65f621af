import type { HttpAnswer } from "../../../domain/ports";

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

/** The next key of the index itself, or the next document. Items of lists, comments and empty lines are neither. */
const OUTSIDE = /\n(?:---|[^ \-#\r\n])/g;
const FIRST_NAME = /\n( +)[^ \-#\r\n]/g;

function searchFrom(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

/**
 * Charts below `entries:`, up to where that ends; `null` in another layout. Patterns find the lines that count, because an
 * index has a hundred thousand of them.
 */
function regionOf(text: string, from: number): Region | null {
  const end = (searchFrom(OUTSIDE, text, from - 1)?.index ?? text.length - 1) + 1;
  const region = text.slice(0, end);
  const depth = searchFrom(FIRST_NAME, region, from - 1)?.[1]?.length;
  const headings: Heading[] = [];
  if (depth === undefined) return { headings, end };
  const names = new RegExp(`\\n {${depth}}([^ \\-#\\r\\n][^\\n]*)`, "g");
  for (let line = searchFrom(names, region, from - 1); line !== null; line = names.exec(region)) {
    const name = nameOf(line[1] ?? "");
    if (name === null) return null;
    headings.push({ name, start: line.index + 1, body: names.lastIndex + 1 });
  }
  return { headings, end };
}

function endOf(text: string): IndexLayout["end"] {
  if (/^(?:generated|serverInfo):/m.test(text.slice(-2_000))) return "whole";
  return text.endsWith("\n") ? "doubtful" : "cut";
}

/** What an index was fetched as. */
type Answer = Pick<HttpAnswer, "body">;

const known = new WeakMap<Answer, IndexLayout | null>();

/** As {@link readLayout}; all charts of an index ask for the same answer, so what was read stays with it. */
export function layoutOf(answer: Answer): IndexLayout | null {
  const layout = known.get(answer);
  if (layout !== undefined) return layout;
  const fresh = readLayout(answer.body);
  known.set(answer, fresh);
  return fresh;
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
