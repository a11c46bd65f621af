import type { SimpleGit } from "simple-git";
import { blocked, usage } from "../../domain/errors";
import { isRefName } from "./git-environment";
import type { PushTarget } from "./git-push";
import { openGit } from "./git-worktree";

export interface BranchFile {
  /** From the folder that was read. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface BranchCommit {
  readonly title: string;
  readonly body: string;
  readonly files: readonly BranchFile[];
}

export interface BranchRequest {
  /** Folder of a working tree, or one within it. */
  readonly folder: string;
  readonly branch: string;
  /** Puts the branch in the place of one of the same name. */
  readonly replace: boolean;
  readonly commits: readonly BranchCommit[];
  /** `null` keeps the branch here. */
  readonly push: PushTarget | null;
}

/** Where the branch is to be made. */
export interface Repository {
  readonly git: SimpleGit;
  /** Path of the folder within the repository: empty or with a `/` at the end. */
  readonly prefix: string;
  readonly head: string;
}

export async function openRepository(folder: string): Promise<Repository> {
  const git = openGit(folder);
  const isRepository = await git.checkIsRepo().catch(() => false);
  if (!isRepository) {
    const next = "name the folder of a checked-out Git repository with --git.";
    throw usage("GIT_REPOSITORY_MISSING", `${folder} is in no Git repository.`, next);
  }
  const head = await git.revparse(["--verify", "--quiet", "HEAD^{commit}"]).catch(() => "");
  if (head === "")
    throw blocked("GIT_NO_COMMIT", `${folder} has no commit yet.`, "commit what is there first.");
  return { git, prefix: await git.revparse(["--show-prefix"]), head };
}

export const refOf = (branch: string): string => `refs/heads/${branch}`;

/** The commit that the branch is at; empty where there is none. Throws when it must not be made. */
export async function existingBranch(
  { git }: Repository,
  { branch, replace }: BranchRequest,
): Promise<string> {
  const checked = git.raw(["check-ref-format", "--branch", branch]).catch(() => "");
  const isName = isRefName(branch) && (await checked) !== "";
  if (!isName)
    throw usage("BRANCH_INVALID", `"${branch}" is no name of a branch.`, "choose another with --branch.");
  const existing = await git.revparse(["--verify", "--quiet", refOf(branch)]).catch(() => "");
  if (existing !== "" && !replace) {
    const next = "choose another name with --branch NAME, or overwrite it with --replace.";
    throw blocked("BRANCH_EXISTS", `there is a branch ${branch} already.`, next);
  }
  const worktrees = existing === "" ? "" : await git.raw(["worktree", "list", "--porcelain"]);
  if (worktrees.split("\n").includes(`branch ${refOf(branch)}`)) {
    const next = "switch to another branch first, or choose another name with --branch NAME.";
    throw blocked(
      "BRANCH_CHECKED_OUT",
      `the branch ${branch} is checked out, so it is not overwritten.`,
      next,
    );
  }
  return existing;
}

/** Git would make up an author out of the names of user and machine. */
export async function demandAuthor(git: SimpleGit): Promise<void> {
  for (const [key, variable] of [
    ["user.name", "GIT_AUTHOR_NAME"],
    ["user.email", "GIT_AUTHOR_EMAIL"],
  ] as const) {
    const configured = await git.raw(["config", "--get", key]).catch(() => "");
    if (configured.trim() !== "" || (process.env[variable] ?? "") !== "") continue;
    throw usage(
      "GIT_AUTHOR_MISSING",
      `Git has no ${key} to commit with.`,
      `run git config ${key} and a value.`,
    );
  }
}

/** A path and no pattern. */
export const literal = (file: string): string => `:(literal)${file}`;
export const filesOf = ({ commits }: BranchRequest): string[] => [
  ...new Set(commits.flatMap(({ files }) => files.map(({ file }) => file))),
];

/** What is not committed would not be in the branch, and would be in the way of merging it. */
export async function demandClean({ git }: Repository, request: BranchRequest): Promise<void> {
  const files = filesOf(request);
  const status = await git.raw(["status", "--porcelain", "-z", "--", ...files.map(literal)]);
  const changed = status.split("\0").flatMap((line) => (line === "" ? [] : [line.slice(3)]));
  if (changed.length === 0) return;
  const message = `${changed.join(", ")} has changes that are not committed`;
  throw blocked("FILE_UNCOMMITTED", `${message}.`, "commit or stash them, then propose again.");
}
