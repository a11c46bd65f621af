import type { KubeObject } from "../kube-object";
import { joinPath } from "../paths";
import type { GitTree } from "../tree";
import { itemsOf, textOf, type Value } from "../value";

const SOURCE = /^@[^/]+\//;
const TARGET = /^@artifact\/?/;

/** Both sides of a copy, as folders: `@repo/apps/**` to `@artifact/` is `apps` to the root. */
interface Copy {
  readonly from: string;
  readonly whole: boolean;
  readonly to: string;
}

function copyOf(item: Value): Copy {
  const [from, to] = [textOf(item, "from") ?? "", textOf(item, "to") ?? ""];
  const path = from.replace(SOURCE, "");
  const folder = path.replace(/\/?\*\*.*$/, "");
  return { from: folder, whole: folder !== path, to: to.replace(TARGET, "").replace(/\/$/, "") };
}

/** Where a file of the repository lies in the artifact; `null` when this copy does not take it. */
function destination(path: string, { from, whole, to }: Copy): string | null {
  if (!whole) return path === from ? joinPath(to, path.split("/").at(-1) ?? "") : null;
  if (from !== "" && !path.startsWith(`${from}/`)) return null;
  return joinPath(to, from === "" ? path : path.slice(from.length + 1));
}

function copied<T>(files: ReadonlyMap<string, T>, copies: readonly Copy[]): Map<string, T> {
  const result = new Map<string, T>();
  for (const copy of copies) {
    for (const [path, file] of files) {
      const target = destination(path, copy);
      if (target !== null) result.set(target, file);
    }
  }
  return result;
}

/** The tree as an artifact of an ArtifactGenerator has it; every file still knows where it lies in Git. */
export function artifactTree(tree: GitTree, generator: KubeObject, name: string): GitTree | null {
  const artifact = itemsOf(generator.value, "spec", "artifacts").find((it) => textOf(it, "name") === name);
  if (artifact === undefined) return null;
  const copies = itemsOf(artifact, "copy").map(copyOf);
  return {
    ...tree,
    files: copied(tree.files, copies),
    texts: copied(tree.texts, copies),
    ignores: copied(tree.ignores, copies),
    unreadable: new Set(copied(new Map([...tree.unreadable].map((it) => [it, it])), copies).keys()),
  };
}
