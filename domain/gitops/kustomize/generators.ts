import { type KubeObject, kubeObject } from "../kube-object";
import { partOf } from "../part";
import { joinPath } from "../paths";
import type { Source } from "../place";
import type { GitTree } from "../tree";
import {
  itemsOf,
  type MapValue,
  type ScalarValue,
  scalarOf,
  stringValue,
  textOf,
  type Value,
} from "../value";

type Entry = readonly [key: string, value: ScalarValue];

const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;

function literal(scalar: ScalarValue | undefined): Entry[] {
  if (scalar === undefined) return [];
  const equals = scalar.text.indexOf("=");
  if (equals < 1) return [];
  return [[scalar.text.slice(0, equals), partOf(scalar, unquoted(scalar.text.slice(equals + 1)))]];
}

/** `KEY=value` lines; the value has its place in the file. */
function envLines(source: Source): Entry[] {
  return source.lineStarts.flatMap((lineStart): Entry[] => {
    const line = source.text.slice(lineStart).split("\n", 1)[0] ?? "";
    const match = /^\s*([^#=\s]+)=(.*?)\s*$/.exec(line);
    if (match === null) return [];
    const [, key = "", value = ""] = match;
    const start = lineStart + line.indexOf("=") + 1;
    const at = { source, document: 0, start, end: start + value.length, inside: true } as const;
    return [[key, { ...stringValue(value), at }]];
  });
}

/** `key=path` or `path`; what the tree did not read has a content that nobody knows here. */
function fileEntry(tree: GitTree, folder: string, spec: string): Entry {
  const [key, path] = spec.includes("=") ? spec.split("=", 2) : [spec.split("/").at(-1), spec];
  const source = sourceOf(tree, folder, path ?? "");
  const value = stringValue(source?.text ?? "");
  return [key ?? "", source === undefined ? { ...value, unknown: [path ?? ""] } : value];
}

function sourceOf(tree: GitTree, folder: string, path: string): Source | undefined {
  const full = joinPath(folder, path) ?? "";
  return tree.texts.get(full) ?? tree.files.get(full)?.source;
}

function entries(tree: GitTree, folder: string, args: Value): Entry[] {
  const envs = [...itemsOf(args, "envs"), ...itemsOf(args, "env")].map((it) => textOf(it) ?? "");
  return [
    ...itemsOf(args, "files").map((it) => fileEntry(tree, folder, textOf(it) ?? "")),
    ...envs.flatMap((path) => {
      const source = sourceOf(tree, folder, path);
      return source === undefined ? [] : envLines(source);
    }),
    ...itemsOf(args, "literals").flatMap((it) => literal(scalarOf(it))),
  ];
}

function generated(tree: GitTree, folder: string, kind: string, args: Value): KubeObject | null {
  const map = (pairs: readonly (readonly [string, Value])[]): MapValue => ({
    kind: "map",
    entries: new Map(pairs),
  });
  const names = ["name", "namespace"].flatMap((key): [string, Value][] => {
    const value = scalarOf(args, key);
    return value === undefined ? [] : [[key, value]];
  });
  const data = map(entries(tree, folder, args));
  return kubeObject(
    map([
      ["apiVersion", stringValue("v1")],
      ["kind", stringValue(kind)],
      ["metadata", map(names)],
      // What a Secret holds is kept readable: it is compared, never written.
      [kind === "Secret" ? "stringData" : "data", data],
    ]),
  );
}

/**
 * ConfigMaps and Secrets of the generators, because `substituteFrom` may read them. They get no hash behind their
 * names: Flux looks for the name that is written.
 */
export function generate(tree: GitTree, folder: string, kustomization: Value): KubeObject[] {
  const of = (field: string, kind: string): (KubeObject | null)[] =>
    itemsOf(kustomization, field).map((args) => generated(tree, folder, kind, args));
  const all = [...of("configMapGenerator", "ConfigMap"), ...of("secretGenerator", "Secret")];
  return all.filter((it) => it !== null);
}
