import { readFile, realpath, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { SimpleGit } from "simple-git";
import { blocked } from "../../domain/errors";
import {
  type BranchCommit,
  type BranchFile,
  type BranchRequest,
  demandAuthor,
  demandClean,
  existingBranch,
  filesOf,
  literal,
  openRepository,
  type Repository,
  refOf,
} from "./git-branch-request";
import { gitReason } from "./git-environment";
import { pushBranch } from "./git-push";
import { openGit, withWorktree } from "./git-worktree";

export interface BranchMade {
  readonly branch: string;
  /** The commit that it begins at. */
  readonly base: string;
  readonly commits: readonly string[];
  /** Name or address that it was pushed to. */
  readonly pushed: string | null;
}

/** Writes only what was read: another text, or a path that leads out of the tree, ends everything. */
async function writeFileIn(root: string, { file, before, after }: BranchFile): Promise<void> {
  const path = join(root, file);
  const [text, real] = await Promise.all([
    readFile(path, "utf8").catch(() => null),
    realpath(path).catch(() => ""),
  ]);
  const outside = relative(await realpath(root), real).startsWith("..");
  if (text !== before || outside) {
    const message = `${file} in the last commit is not the text that was read`;
    throw blocked("EDIT_STALE", `${message}.`, "commit what is there, then propose again.");
  }
  await writeFile(path, after);
}

async function commitOne(
  git: SimpleGit,
  folder: string,
  prefix: string,
  commit: BranchCommit,
): Promise<string> {
  for (const file of commit.files) await writeFileIn(join(folder, prefix), file);
  await git.raw(["add", "--", ...commit.files.map(({ file }) => literal(`${prefix}${file}`))]);
  try {
    await git.raw(["commit", "--quiet", "-m", commit.title, "-m", commit.body]);
  } catch (error) {
    const next = "make git commit work in this repository without a terminal, such as for signatures.";
    throw blocked("GIT_COMMIT_FAILED", `Git does not commit: ${gitReason(error)}.`, next, error);
  }
  return git.revparse(["HEAD"]);
}

/** All commits, in a worktree of their own; the branch is named when the last one is made. */
async function commitAll({ git, prefix, head }: Repository, request: BranchRequest): Promise<string[]> {
  const paths = filesOf(request).map((file) => literal(`${prefix}${file}`));
  return withWorktree(git, head, async (folder) => {
    const tree = openGit(folder);
    await tree.raw(["read-tree", head]);
    // Only the files that are edited, so that no filter of a large file or a cipher has to run. One that is not in
    // the commit is told when it is read.
    await tree.raw(["checkout", head, "--", ...paths]).catch(() => "");
    const commits: string[] = [];
    for (const commit of request.commits) commits.push(await commitOne(tree, folder, prefix, commit));
    return commits;
  });
}

/** Only if it is still where it was: somebody else may have made or moved it meanwhile. */
async function nameBranch(
  { git, head }: Repository,
  branch: string,
  to: string,
  from: string,
): Promise<void> {
  const none = "0".repeat(head.length);
  try {
    await git.raw(["update-ref", "-m", "propose", refOf(branch), to, from || none]);
  } catch (error) {
    const message = `the branch ${branch} was changed meanwhile: ${gitReason(error)}`;
    throw blocked("BRANCH_EXISTS", `${message}.`, "look at it, then propose again.", error);
  }
}

/**
 * A branch with one commit for each step, beginning at the last commit. The user's own checkout, index and
 * uncommitted work are not touched, and the branch is there with all of its commits or not at all.
 */
export async function commitBranch(request: BranchRequest): Promise<BranchMade> {
  const repository = await openRepository(request.folder);
  const { git, head } = repository;
  const existing = await existingBranch(repository, request);
  await demandAuthor(git);
  await demandClean(repository, request);
  const commits = await commitAll(repository, request);
  const { branch, push, replace } = request;
  await nameBranch(repository, branch, commits.at(-1) ?? head, existing);
  const pushed =
    push === null ? null : await pushBranch(git, request.folder, { branch, replace, target: push });
  return { branch, base: head, commits, pushed };
}
