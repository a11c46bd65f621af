/** Paths of the tree are relative to its root, with `/`, without `.`; the root is "". */

/** Joins and tidies; `null` when it leads out of the tree. */
export function joinPath(folder: string, relative: string): string | null {
  const parts: string[] = [];
  for (const part of `${folder}/${relative}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

export const isWithin = (path: string, folder: string): boolean =>
  folder === "" || path === folder || path.startsWith(`${folder}/`);

/** `apps/a` and `apps/b` -> `apps`. */
export function commonFolder(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split("/"));
  const shared: string[] = [];
  for (const [i, part] of first.entries()) {
    if (others.some((other) => other[i] !== part)) break;
    shared.push(part);
  }
  return shared.join("/");
}
