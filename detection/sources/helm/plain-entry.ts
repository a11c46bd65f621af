import type { IndexEntry } from "./entry";
import { type PlainFields, type PlainReader, readPlainMap } from "./plain-map";
import { readFlag, readScalar, readText, readTexts, readWord, unreadable } from "./plain-values";

const ANNOTATIONS: PlainFields = new Map([
  ["artifacthub.io/changes", readText],
  ["artifacthub.io/containsSecurityUpdates", readScalar],
  ["artifacthub.io/prerelease", readScalar],
]);

/** Only artifacthub.io's own annotations are looked at; most charts have others alone. */
const readAnnotations: PlainReader = (value, inner) => {
  if (value !== "") return unreadable;
  if (!inner.some((line) => line.includes("artifacthub.io/"))) return {};
  return readPlainMap(inner, ANNOTATIONS) ?? unreadable;
};

/** Each reads what {@link IndexEntry} has there, or nothing. */
const FIELDS: PlainFields = new Map<string, PlainReader>([
  ["version", readWord],
  ["appVersion", readWord],
  ["kubeVersion", readWord],
  ["created", readWord],
  ["digest", readWord],
  ["deprecated", readFlag],
  ["urls", readTexts],
  ["annotations", readAnnotations],
]);

/** What counts of one version of a chart; `undefined` for an entry that needs the YAML library. */
export function readPlainEntry(lines: readonly string[]): IndexEntry | undefined {
  const map = readPlainMap(lines, FIELDS);
  return map?.version === undefined ? undefined : (map as IndexEntry);
}
