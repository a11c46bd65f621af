import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { type SimpleGit, simpleGit } from "simple-git";

const PREFIX = "gitops-updates-branch";
const SILENCE_MS = 120_000;

/**
 * Git in a folder, without the hooks of the repository: they expect a whole checkout, and there is none in a worktree
 * that only holds the files which are edited.
 */
export const openGit = (folder: string): SimpleGit =>
  simpleGit({
    baseDir: folder,
    timeout: { block: SILENCE_MS },
    config: ["core.hooksPath=/dev/null"],
    unsafe: { allowUnsafeHooksPath: true },
  });

/** The folder says whose it is, so that what a killed run left is known from what another run needs. */
const ownerOf = (folder: string): number | null => {
  const [, pid] = new RegExp(`^${PREFIX}-(\\d+)-`).exec(basename(folder)) ?? [];
  return pid === undefined ? null : Number(pid);
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function remove(git: SimpleGit, tree: string): Promise<void> {
  await git.raw(["worktree", "remove", "--force", tree]).catch(() => "");
  await rm(dirname(tree), { recursive: true, force: true });
}

/** Takes away what runs left behind that were killed. */
async function sweep(git: SimpleGit): Promise<void> {
  const listed = await git.raw(["worktree", "list", "--porcelain"]);
  const trees = listed.split("\n").flatMap((line) => /^worktree (.+)$/.exec(line)?.[1] ?? []);
  for (const tree of trees) {
    const owner = ownerOf(dirname(tree));
    if (owner !== null && !isAlive(owner)) await remove(git, tree);
  }
}

/** A worktree at a commit, without its files, for as long as the work takes; gone afterwards whatever happens. */
export async function withWorktree<T>(
  git: SimpleGit,
  commit: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  await sweep(git);
  const parent = await mkdtemp(join(await realpath(tmpdir()), `${PREFIX}-${process.pid}-`));
  const tree = join(parent, "tree");
  try {
    await git.raw(["worktree", "add", "--quiet", "--detach", "--no-checkout", tree, commit]);
    return await work(tree);
  } finally {
    await remove(git, tree);
  }
}
