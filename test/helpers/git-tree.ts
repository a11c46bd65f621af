import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readGitTree } from "../../detection/git-tree";
import type { GitTree } from "../../domain/gitops/tree";
import { type GitView, gitView } from "../../domain/gitops/view";
import { tempFolder } from "./temp-folder";

/** Files by path; a text is written as it is. */
export type Files = Readonly<Record<string, string | Buffer>>;

export function writeTree(files: Files): string {
  const folder = tempFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export const treeOf = async (files: Files): Promise<GitTree> => readGitTree(writeTree(files));

export const viewOf = async (files: Files, remote: string | null = null): Promise<GitView> =>
  gitView(await treeOf(files), remote);

/** `CODE file:line`, sorted, for comparing findings at a glance. */
export const said = ({ findings }: Pick<GitView, "findings">): string[] =>
  findings.map(({ code, place }) => `${code} ${place?.file}:${place?.line}`).sort();
