import { folderOf, joinPath } from "../paths";
import type { GitTree, TreeFile } from "../tree";

const NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** What an entry of `resources`, `components` or `patches[].path` leads to. */
export type Entry =
  | { readonly type: "file"; readonly path: string; readonly file: TreeFile }
  | { readonly type: "folder"; readonly path: string }
  | { readonly type: "remote" | "outside" | "unreadable" | "missing"; readonly path: string };

/** URLs and the short forms that kustomize hands to git. */
const REMOTE = /^[a-z][a-z0-9+.-]*:\/\/|^git@|^(github|gitlab|bitbucket)\.(com|org)[/:]|[?&]ref=|^git::/;

const join = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

export function kustomizationIn(tree: GitTree, folder: string): string | null {
  return (
    NAMES.map((name) => join(folder, name)).find(
      (path) => tree.files.has(path) || tree.unreadable.has(path),
    ) ?? null
  );
}

const KNOWN_FOLDERS = new WeakMap<GitTree, ReadonlySet<string>>();

/** Every folder with a file in it; made once for a tree. */
export function foldersOf(tree: GitTree): ReadonlySet<string> {
  const known = KNOWN_FOLDERS.get(tree);
  if (known !== undefined) return known;
  const folders = new Set([""]);
  for (const path of [...tree.files.keys(), ...tree.texts.keys(), ...tree.unreadable]) {
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  KNOWN_FOLDERS.set(tree, folders);
  return folders;
}

export function entryAt(tree: GitTree, folder: string, text: string): Entry {
  if (REMOTE.test(text)) return { type: "remote", path: text };
  const path = text.startsWith("/") ? null : joinPath(folder, text);
  if (path === null) return { type: "outside", path: text };
  const file = tree.files.get(path);
  if (file !== undefined) return { type: "file", path, file };
  if (tree.unreadable.has(path)) return { type: "unreadable", path };
  return { type: foldersOf(tree).has(path) ? "folder" : "missing", path };
}
