import { type Document, parseDocument } from "yaml";

/** One object of an install manifest, with the text that it is written in. */
export interface ManifestDocument {
  /** `Deployment flux-system/source-controller`; the same object of two versions has the same key. */
  readonly key: string;
  readonly kind: string;
  /** The controller that it belongs to; empty for what all of them share. */
  readonly component: string;
  readonly text: string;
  /** Read when it is asked for: definitions have some hundred thousand characters and seldom differ. */
  readonly parse: () => Document.Parsed;
}

export interface Manifest {
  /** Comments before the first object, with a `---` where there is one. */
  readonly head: string;
  readonly documents: readonly ManifestDocument[];
}

const SEPARATOR = /^---(?:[ \t].*)?$/m;
const HEAD = /^(?:(?:#.*|---[ \t]*|[ \t]*)\n)*/;
const COMPONENT = /^\s+app\.kubernetes\.io\/component: ["']?([a-z-]+)["']?$/m;

interface Meta {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** Everything before `spec` says what an object is; for a definition that is a small part of it. */
const metaOf = (text: string): Meta =>
  (parseDocument(text.split(/^spec:/m, 1)[0] ?? "").toJS() ?? {}) as Meta;

/** The object of one document; none for an empty one. */
export function documentsOf(text: string): ManifestDocument[] {
  const { kind, metadata } = metaOf(text);
  if (kind === undefined || metadata?.name === undefined) return [];
  const key = `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
  const parse = (): Document.Parsed => parseDocument(text);
  return [{ key, kind, component: COMPONENT.exec(text)?.[1] ?? "", text, parse }];
}

/** Takes a manifest apart without changing a character of its objects. */
export function readManifest(text: string): Manifest {
  const unix = text.replaceAll("\r\n", "\n");
  const head = HEAD.exec(unix)?.[0] ?? "";
  const parts = unix.slice(head.length).split(SEPARATOR);
  return { head, documents: parts.map((it) => it.replace(/^\n/, "")).flatMap(documentsOf) };
}
