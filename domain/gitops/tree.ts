import { type KubeObject, kubeObject, unfolded } from "./kube-object";
import type { Source } from "./place";
import type { GitFinding } from "./report";
import type { Value } from "./value";

export interface TreeDocument {
  readonly index: number;
  readonly value: Value;
}

/** One readable file; a document that is broken is missing here and has a finding. */
export interface TreeFile {
  readonly source: Source;
  readonly documents: readonly TreeDocument[];
}

/** A working tree as plain data. */
export interface GitTree {
  /** YAML by path; the key is where it is looked for, `source.path` where it lies. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Texts that generators read: `.env` and `.properties`. */
  readonly texts: ReadonlyMap<string, Source>;
  /** `.sourceignore` files. */
  readonly ignores: ReadonlyMap<string, string>;
  /** Files that are there and could not be read; each has a finding. */
  readonly unreadable: ReadonlySet<string>;
  readonly findings: readonly GitFinding[];
}

/** Every object as it is written, before kustomize. */
export const objectsOf = (tree: GitTree): KubeObject[] =>
  [...tree.files.values()].flatMap(({ documents }) => documents.flatMap(({ value }) => unfolded(value)));

/** Objects written into the patches of Kustomizations; they carry an apiVersion that ages like any other. */
function embeddedObjects(value: Value): KubeObject[] {
  if (value.kind === "scalar") return (value.embedded ?? []).flatMap(unfolded);
  const inner = value.kind === "list" ? value.items : [...value.entries.values()];
  return inner.flatMap(embeddedObjects);
}

const mayEmbed = (value: Value): boolean => kubeObject(value)?.kind === "Kustomization";

/** Every object as it is written, patches included: all that must change when an API version goes. */
export const writtenObjects = (tree: GitTree): KubeObject[] =>
  [...tree.files.values()].flatMap(({ documents }) =>
    documents.flatMap(({ value }) => [
      ...unfolded(value),
      ...(mayEmbed(value) ? embeddedObjects(value) : []),
    ]),
  );
