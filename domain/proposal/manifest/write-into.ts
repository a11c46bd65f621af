import type { Document } from "yaml";
import { ABSENT, entry, isPlainList, isPlainMap, type Plain, type PlainMap, samePlain } from "./plain";

type Path = readonly (string | number)[];

function writeMap(document: Document.Parsed, at: Path, from: PlainMap, to: PlainMap): void {
  for (const key of Object.keys(from)) if (entry(to, key) === ABSENT) document.deleteIn([...at, key]);
  for (const [key, value] of Object.entries(to)) {
    const before = entry(from, key);
    if (before === ABSENT) document.setIn([...at, key], document.createNode(value));
    else write(document, [...at, key], before as Plain, value);
  }
}

function write(document: Document.Parsed, at: Path, from: Plain, to: Plain): void {
  if (samePlain(from, to)) return;
  if (isPlainMap(from) && isPlainMap(to)) writeMap(document, at, from, to);
  else if (isPlainList(from) && isPlainList(to) && from.length === to.length) {
    for (const [i, value] of to.entries()) write(document, [...at, i], from[i] ?? null, value);
  } else document.setIn([...at], document.createNode(to));
}

/** As kustomize writes YAML, so that nothing but what is changed differs. */
const FORM = { lineWidth: 0, indentSeq: false } as const;

/** The document with other data in it; what is the same in both stays as it is written. */
export function writeInto(document: Document.Parsed, to: PlainMap): string {
  write(document, [], document.toJS() as Plain, to);
  return document.toString(FORM);
}
