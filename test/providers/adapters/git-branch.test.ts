import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitBranch } from "../../../providers/adapters/git-branch";
import type { BranchRequest } from "../../../providers/adapters/git-branch-request";
import { unifiedDiff } from "../../../providers/adapters/git-diff";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";

const git = (folder: string, ...words: string[]): string =>
  execFileSync("git", words, { cwd: folder, encoding: "utf8" }).trim();

const RELEASE = `# kept
spec:
  chart: # this too
    version: "1.0.0"   # and this
`;

function put(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** A repository with two files and one commit; its author is its own, whatever the machine has. */
function repository(): string {
  const folder = tempFolder();
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "config", "user.name", "Tester");
  git(folder, "config", "user.email", "tester@example.org");
  git(folder, "config", "commit.gpgsign", "false");
  put(folder, "apps/release.yaml", RELEASE);
  put(folder, "other.yaml", "a: 1\n");
  git(folder, "add", "-A");
  git(folder, "commit", "--quiet", "-m", "start");
  return folder;
}

const SECOND = RELEASE.replace("1.0.0", "1.1.0");
const THIRD = SECOND.replace("chart", "helm");

const request = (folder: string, over: Partial<BranchRequest> = {}): BranchRequest => ({
  folder,
  branch: "update/web",
  replace: false,
  push: null,
  commits: [
    {
      title: "web 1.0.0 -> 1.1.0",
      body: "Why:\n- it is wanted\n# not a comment",
      files: [{ file: "apps/release.yaml", before: RELEASE, after: SECOND }],
    },
    {
      title: "second",
      body: "Why",
      files: [
        { file: "apps/release.yaml", before: SECOND, after: THIRD },
        { file: "other.yaml", before: "a: 1\n", after: "a: 2\n" },
      ],
    },
  ],
  ...over,
});

const leftovers = (folder: string): string[] => [
  ...git(folder, "worktree", "list", "--porcelain")
    .split("\n")
    .filter((it) => it.includes("gitops-updates-branch")),
  ...readdirSync(tmpdir()).filter((it) => it.startsWith(`gitops-updates-branch-${process.pid}-`)),
];

beforeEach(() => {
  for (const name of ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"]) delete process.env[name];
});

test("one commit for each step, with its text, its author, and nothing but its files", async () => {
  const folder = repository();
  const made = await commitBranch(request(folder));
  expect(git(folder, "log", "--format=%s|%an|%ae", "main..update/web")).toBe(
    "second|Tester|tester@example.org\nweb 1.0.0 -> 1.1.0|Tester|tester@example.org",
  );
  expect(made).toEqual({
    branch: "update/web",
    base: git(folder, "rev-parse", "main"),
    commits: git(folder, "rev-list", "--reverse", "main..update/web").split("\n"),
    pushed: null,
  });
  const [first = "", second = ""] = made.commits;
  expect(git(folder, "show", "-s", "--format=%b", first)).toBe("Why:\n- it is wanted\n# not a comment");
  expect(git(folder, "diff", "--stat=200", "main", first)).toMatch(/^apps\/release\.yaml \| 2 \+-/);
  expect(git(folder, "show", "--name-only", "--format=", second)).toBe("apps/release.yaml\nother.yaml");
  expect(git(folder, "show", `${first}:apps/release.yaml`)).toBe(SECOND.trim());
  expect(leftovers(folder)).toEqual([]);
});

test("checkout, index and uncommitted work of others stay as they are", async () => {
  const folder = repository();
  put(folder, "new.yaml", "n: 1\n");
  put(folder, "staged.yaml", "s: 1\n");
  git(folder, "add", "staged.yaml");
  const before = git(folder, "status", "--porcelain=v2", "--branch");
  await commitBranch(request(folder));
  expect(git(folder, "status", "--porcelain=v2", "--branch")).toBe(before);
  expect(git(folder, "ls-tree", "-r", "--name-only", "update/web")).toBe("apps/release.yaml\nother.yaml");
  expect(readFileSync(join(folder, "apps/release.yaml"), "utf8")).toBe(RELEASE);
});

test("a tree that is a folder of the repository", async () => {
  const folder = repository();
  const commits = [
    { title: "t", body: "b", files: [{ file: "release.yaml", before: RELEASE, after: SECOND }] },
  ];
  await commitBranch(request(join(folder, "apps"), { commits }));
  expect(git(folder, "show", "update/web:apps/release.yaml")).toBe(SECOND.trim());
  expect(git(folder, "ls-tree", "-r", "--name-only", "update/web")).toBe("apps/release.yaml\nother.yaml");
});

test.each([
  ["changed", []],
  ["staged", ["add", "other.yaml"]],
])("a file to be edited that is %s is refused, and nothing is made", async (_, words) => {
  const folder = repository();
  put(folder, "other.yaml", "a: 5\n");
  if (words.length > 0) git(folder, ...words);
  const error = await rejectionOf(commitBranch(request(folder)));
  expect(error).toMatchObject({ kind: "blocked", code: "FILE_UNCOMMITTED" });
  expect((error as Error).message).toContain("other.yaml");
  expect((error as Error).message).not.toContain("release.yaml");
  expect(git(folder, "branch", "--list", "update/*")).toBe("");
});

test("a text that is not the one that was read ends everything before the branch has a name", async () => {
  const folder = repository();
  const stale = request(folder, {
    commits: [
      ...request(folder).commits,
      { title: "t", body: "b", files: [{ file: "other.yaml", before: "a: 1\n", after: "a: 3\n" }] },
    ],
  });
  expect(await rejectionOf(commitBranch(stale))).toMatchObject({ kind: "blocked", code: "EDIT_STALE" });
  expect(git(folder, "branch", "--list", "update/*")).toBe("");
  expect(leftovers(folder)).toEqual([]);
});

test("a file that is in no commit is refused", async () => {
  const folder = repository();
  put(folder, ".gitignore", "ignored.yaml\n");
  put(folder, "ignored.yaml", "a: 1\n");
  const commits = [
    { title: "t", body: "b", files: [{ file: "ignored.yaml", before: "a: 1\n", after: "a: 2\n" }] },
  ];
  const error = await rejectionOf(commitBranch(request(folder, { commits })));
  expect(error).toMatchObject({ code: "EDIT_STALE" });
});

test("a path that leads out of the tree is not written", async () => {
  const folder = repository();
  const outside = join(tempFolder(), "victim.yaml");
  writeFileSync(outside, "a: 1\n");
  symlinkSync(outside, join(folder, "link.yaml"));
  git(folder, "add", "-A");
  git(folder, "commit", "--quiet", "-m", "link");
  const commits = [
    { title: "t", body: "b", files: [{ file: "link.yaml", before: "a: 1\n", after: "a: 2\n" }] },
  ];
  expect(await rejectionOf(commitBranch(request(folder, { commits })))).toMatchObject({ code: "EDIT_STALE" });
  expect(readFileSync(outside, "utf8")).toBe("a: 1\n");
});

test("a branch of the same name is only overwritten when that is asked for", async () => {
  const folder = repository();
  git(folder, "branch", "update/web");
  const error = await rejectionOf(commitBranch(request(folder)));
  expect(error).toMatchObject({ kind: "blocked", code: "BRANCH_EXISTS" });
  expect((error as { next: string }).next).toMatch(/--branch NAME.*--replace/);
  expect(git(folder, "rev-parse", "update/web")).toBe(git(folder, "rev-parse", "main"));

  const made = await commitBranch(request(folder, { replace: true }));
  expect(git(folder, "rev-parse", "update/web")).toBe(made.commits.at(-1));
  git(folder, "switch", "--quiet", "update/web");
  git(folder, "reset", "--quiet", "--hard", "main");
  const checkedOut = await rejectionOf(commitBranch(request(folder, { replace: true })));
  expect(checkedOut).toMatchObject({ kind: "blocked", code: "BRANCH_CHECKED_OUT" });
});

test.each(["-x", "a..b", "a b", "a.lock", "x/.y"])("%s is no name of a branch", async (branch) => {
  const folder = repository();
  const error = await rejectionOf(commitBranch(request(folder, { branch })));
  expect(error).toMatchObject({ kind: "usage", code: "BRANCH_INVALID" });
});

test("no repository, and one without a commit", async () => {
  expect(await rejectionOf(commitBranch(request(tempFolder())))).toMatchObject({
    kind: "usage",
    code: "GIT_REPOSITORY_MISSING",
  });
  const empty = tempFolder();
  git(empty, "init", "--quiet");
  expect(await rejectionOf(commitBranch(request(empty)))).toMatchObject({
    kind: "blocked",
    code: "GIT_NO_COMMIT",
  });
});

test("without an author nothing is committed in a name that git makes up", async () => {
  const folder = repository();
  git(folder, "config", "user.email", "");
  const error = await rejectionOf(commitBranch(request(folder)));
  expect(error).toMatchObject({ kind: "usage", code: "GIT_AUTHOR_MISSING" });
  expect((error as Error).message).toContain("user.email");
});

test("hooks of the repository do not run, and a commit that git refuses is told", async () => {
  const folder = repository();
  writeFileSync(join(folder, ".git/hooks/pre-commit"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  await commitBranch(request(folder));
  git(folder, "config", "commit.gpgsign", "true");
  git(folder, "config", "gpg.program", "false");
  const error = await rejectionOf(commitBranch(request(folder, { branch: "signed" })));
  expect(error).toMatchObject({ kind: "blocked", code: "GIT_COMMIT_FAILED" });
  expect(leftovers(folder)).toEqual([]);
});

test("what a killed run left is taken away, what a living one needs is not", async () => {
  const folder = repository();
  const tree = (pid: number): string => {
    const parent = join(tempFolder(), `gitops-updates-branch-${pid}-x`);
    git(folder, "worktree", "add", "--quiet", "--detach", join(parent, "tree"));
    return parent;
  };
  const dead = execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }).trim();
  const [left, used] = [tree(Number(dead)), tree(process.pid)];
  await commitBranch(request(folder));
  expect([existsSync(left), existsSync(used)]).toEqual([false, true]);
  const listed = git(folder, "worktree", "list");
  expect([listed.includes(left), listed.includes(used)]).toEqual([false, true]);
});

test("pushes the branch and nothing else, and only if asked", async () => {
  const folder = repository();
  const bare = tempFolder();
  git(bare, "init", "--quiet", "--bare");
  git(folder, "remote", "add", "origin", bare);
  await commitBranch(request(folder, { branch: "quiet" }));
  expect(git(bare, "branch", "--list")).toBe("");

  const made = await commitBranch(request(folder, { push: "remote" }));
  expect(made.pushed).toBe("origin");
  expect(git(bare, "branch", "--format=%(refname:short) %(objectname)")).toBe(
    `update/web ${made.commits.at(-1)}`,
  );
  const commits = request(folder).commits.slice(0, 1);
  const again = await commitBranch(request(folder, { push: "remote", replace: true, commits }));
  expect(git(bare, "rev-parse", "update/web")).toBe(again.commits.at(-1));
});

test("pushes to an address, as a clone needs it, over allowed transports only", async () => {
  const [folder, bare] = [repository(), tempFolder()];
  git(bare, "init", "--quiet", "--bare");
  const url = `file://${bare}`;
  const made = await commitBranch(request(folder, { push: { url, protocols: ["file"] } }));
  expect(made.pushed).toBe(url);
  expect(git(bare, "rev-parse", "update/web")).toBe(made.commits.at(-1));
  const error = await rejectionOf(commitBranch(request(folder, { branch: "b", push: { url } })));
  expect(error).toMatchObject({ kind: "partial", code: "PUSH_FAILED" });
});

test("a push that fails leaves the branch and tells how to go on", async () => {
  const folder = repository();
  const error = await rejectionOf(commitBranch(request(folder, { push: "remote" })));
  expect(error).toMatchObject({ kind: "partial", code: "PUSH_FAILED" });
  expect((error as Error).message).toContain("no remote");
  expect(git(folder, "branch", "--list", "update/*")).toContain("update/web");
});

test("a patch for people and for git apply, of files that no repository has seen", async () => {
  const folder = repository();
  const patch = await unifiedDiff(request(folder).commits[0]?.files ?? []);
  expect(patch).toContain("--- a/apps/release.yaml\n+++ b/apps/release.yaml\n");
  writeFileSync(join(folder, "x.patch"), patch);
  git(folder, "apply", "x.patch");
  expect(readFileSync(join(folder, "apps/release.yaml"), "utf8")).toBe(SECOND);
});
