import { nearest } from "../../../domain/nearest";
import type { HttpAnswer } from "../../../domain/ports";
import { unreadable } from "../../answers";
import { readYaml } from "../yaml";
import { type IndexLayout, layoutOf } from "./blocks";
import { IndexEntry } from "./entry";
import { readPlainEntry } from "./plain-entry";
import { splitItems } from "./plain-values";

/** The entries of one chart; `null` is one that describes no chart. */
export interface ChartEntries {
  readonly entries: readonly (IndexEntry | null)[];
  readonly end: IndexLayout["end"];
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function chartMissing(url: string, chart: string, names: readonly string[]): Error {
  const close = nearest(chart, names.slice(0, 500));
  const hint = close === null ? `it has ${names.length} others` : `did you mean "${close}"?`;
  return unreadable(url, `lists no chart "${chart}"; ${hint}`);
}

/** The whole text as YAML or JSON. Deep nesting may exhaust the stack, which is one more way to be unreadable. */
function readWhole(url: string, text: string): Readonly<Record<string, unknown>> {
  let index: unknown;
  try {
    index = text.trimStart().startsWith("{") ? JSON.parse(text) : readYaml(text);
  } catch (error) {
    throw unreadable(url, "is no valid YAML; it may have been cut off", error);
  }
  const entries = isMap(index) ? index.entries : undefined;
  if (isMap(entries)) return entries;
  throw unreadable(url, "is no index of a chart repository: it has no entries");
}

const checked = (raw: unknown): IndexEntry | null => IndexEntry.safeParse(raw).data ?? null;

function fromWhole(url: string, chart: string, text: string): ChartEntries {
  const entries = readWhole(url, text);
  const list = Object.hasOwn(entries, chart) ? entries[chart] : undefined;
  // An alias can put one entry in the list a million times; it is looked at once.
  if (Array.isArray(list)) return { entries: [...new Set<unknown>(list)].map(checked), end: "whole" };
  throw chartMissing(url, chart, Object.keys(entries));
}

const readEntry = (lines: readonly string[]): IndexEntry | null =>
  readPlainEntry(lines) ?? checked(readYaml(`${lines.join("\n")}\n`));

/** By the lines of the chart's own part; `null` when that part cannot stand alone. */
function fromBlock(block: string): ChartEntries["entries"] | null {
  try {
    return splitItems(block)?.map(readEntry) ?? null;
  } catch {
    // An alias into another part, or no YAML at all: the whole text decides.
    return null;
  }
}

/**
 * The entries of one chart of an `index.yaml`. Throws `SOURCE_UNREADABLE` when the index breaks off, is none, or does
 * not list the chart: a chart that has vanished from its repository is not a chart without updates.
 */
export function readChart(url: string, chart: string, answer: Pick<HttpAnswer, "body">): ChartEntries {
  const layout = layoutOf(answer);
  if (layout === null) return fromWhole(url, chart, answer.body);
  if (layout.end === "cut") throw unreadable(url, "breaks off in the middle of a line");
  const block = layout.charts.get(chart);
  if (block === undefined) throw chartMissing(url, chart, [...layout.charts.keys()]);
  const entries = fromBlock(block.text);
  return entries === null ? fromWhole(url, chart, answer.body) : { entries, end: layout.end };
}
