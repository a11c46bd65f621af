import { type PlainFields, type PlainMap, type PlainReader, readPlainMap } from "./plain-map";
import { readScalar, readScalars, readText, unreadable } from "./plain-values";

const ANNOTATIONS: PlainFields = new Map([
  ["artifacthub.io/changes", readText],
  ["artifacthub.io/containsSecurityUpdates", readScalar],
  ["artifacthub.io/prerelease", readScalar],
]);

/** Only artifacthub.io's own annotations are looked at; most charts have others alone. */
const readAnnotations: PlainReader = (value, inner) => {
  if (value !== "") return unreadable;
  if (!inner.includes("artifacthub.io/")) return {};
  return readPlainMap(inner, ANNOTATIONS) ?? unreadable;
};

const FIELDS: PlainFields = new Map<string, PlainReader>([
  ["version", readScalar],
  ["appVersion", readScalar],
  ["kubeVersion", readScalar],
  ["created", readScalar],
  ["digest", readScalar],
  ["deprecated", readScalar],
  ["urls", readScalars],
  ["annotations", readAnnotations],
]);

/** What counts of one version of a chart; `undefined` for an entry that needs the YAML library. */
export const readPlainEntry = (text: string): PlainMap | undefined => readPlainMap(text, FIELDS);
