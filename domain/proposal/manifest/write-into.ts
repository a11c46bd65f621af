import { type Document, isMap } from "yaml";
import { ABSENT, entry, isPlainList, isPlainMap, type Plain, type PlainMap, samePlain } from "./plain";

type Path = readonly (string | number)[];

/** kustomize sorts the keys of every map. */
function insert(document: Document.Parsed, at: Path, key: string, value: Plain): void {
  const map = document.getIn(at);
  if (!isMap(map)) return;
  // `{}` is how an empty one has to be written.
  if (map.items.length === 0) map.flow = false;
  const next = map.items.findIndex((it) => String(it.key) > key);
  map.items.splice(next === -1 ? map.items.length : next, 0, document.createPair(key, value));
}

function writeMap(document: Document.Parsed, at: Path, from: PlainMap, to: PlainMap): void {
  for (const key of Object.keys(from)) if (entry(to, key) === ABSENT) document.deleteIn([...at, key]);
  for (const [key, value] of Object.entries(to)) {
    const before = entry(from, key);
    if (before === ABSENT) insert(document, at, key, value);
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
