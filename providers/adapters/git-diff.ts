import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { simpleGit } from "simple-git";
import type { BranchFile } from "./git-branch-request";

async function put(root: string, file: string, text: string): Promise<void> {
  const path = join(root, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Files before and after as a patch, made by git beside every repository. */
export async function unifiedDiff(files: readonly BranchFile[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gitops-updates-diff-"));
  try {
    for (const { file, before, after } of files) {
      await put(join(folder, "a"), file, before);
      await put(join(folder, "b"), file, after);
    }
    const git = simpleGit({ baseDir: folder, timeout: { block: 60_000 } });
    return await git.raw([
      "diff",
      "--no-index",
      "--no-color",
      "--no-ext-diff",
      "--no-prefix",
      "--",
      "a",
      "b",
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
