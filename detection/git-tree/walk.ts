import type { Dirent } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { type GitFinding, gitFinding } from "../../domain/gitops/report";
import { wholeFile } from "./whole-file";

export interface Walked {
  /** Regular files, sorted, relative to the root with `/`. */
  readonly files: readonly string[];
  readonly findings: readonly GitFinding[];
}

const slashed = (path: string): string => path.split(sep).join("/");

/** Links are said and not followed: source-controller leaves them out of what it hands to Flux. */
async function linkFinding(root: string, path: string): Promise<GitFinding> {
  const target = await readlink(resolve(root, path)).catch(() => "");
  const lands = slashed(relative(root, resolve(root, path, "..", target)));
  const outside = target === "" || lands === ".." || lands.startsWith("../");
  const where = outside ? "leads out of the tree" : `leads to ${lands}`;
  return gitFinding("GIT_LINK", wholeFile(path), `the symbolic link ${where}.`, {
    severity: outside ? "warning" : "info",
    next: outside ? "put the file itself into the repository." : "",
  });
}

/** Everything below a folder but `.git`. A folder that cannot be listed is a finding, and the rest is complete. */
export async function walk(root: string): Promise<Walked> {
  const files: string[] = [];
  const findings: GitFinding[] = [];

  const visit = async (folder: string, entry: Dirent): Promise<void> => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink()) findings.push(await linkFinding(root, path));
    else if (entry.isFile()) files.push(path);
    else if (entry.isDirectory() && entry.name !== ".git") await list(path);
  };

  const list = async (folder: string): Promise<void> => {
    try {
      const entries = await readdir(resolve(root, folder), { withFileTypes: true });
      for (const entry of entries) await visit(folder, entry);
    } catch (error) {
      // The root itself is the caller's to explain.
      if (folder === "") throw error;
      findings.push(gitFinding("GIT_FILE_UNREADABLE", wholeFile(folder), `the folder: ${String(error)}`));
    }
  };

  await list("");
  return { files: files.sort(), findings };
}
