import "../helpers/without-kubeconfig";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Planned, type PlanRun, runPlan } from "../../cli/plan-run";
import { buildProgram } from "../../cli/program";
import { readGitTree } from "../../detection/git-tree";
import { componentsOf } from "../../domain/detect/components";
import { waiting } from "../../domain/errors";
import { finding } from "../../domain/finding-codes";
import { gitView } from "../../domain/gitops/view";
import type { Solution, SolvedStep } from "../../domain/solver";
import { evidenced, stageOf, step } from "../domain/proposal/fixtures";
import { bootstrap, install } from "../domain/proposal/manifest/releases";
import { rejectionOf } from "../helpers/rejection";
import { tempFolder } from "../helpers/temp-folder";

jest.mock("../../cli/plan-run", () => ({
  ...jest.requireActual("../../cli/plan-run"),
  runPlan: jest.fn(),
}));

const git = (folder: string, ...words: string[]): string =>
  execFileSync("git", words, { cwd: folder, encoding: "utf8" }).trim();

const WEB = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec: { chart: { spec: { chart: web, version: 1.0.0, sourceRef: { kind: HelmRepository, name: repo } } } } # c
`;

function repository(): string {
  const folder = tempFolder();
  writeFileSync(join(folder, "web.yaml"), WEB);
  writeFileSync(join(folder, "gotk-components.yaml"), bootstrap());
  git(folder, "init", "--quiet", "--initial-branch=main");
  for (const [key, value] of [
    ["user.name", "Tester"],
    ["user.email", "tester@example.org"],
    ["commit.gpgsign", "false"],
  ] as const)
    git(folder, "config", key, value);
  git(folder, "add", "-A");
  git(folder, "commit", "--quiet", "-m", "start");
  return folder;
}

const plan = (...steps: readonly SolvedStep[]): Solution => ({
  plan: { stages: steps.length === 0 ? [] : [stageOf(...steps)], moves: [], findings: [] },
});

const PLACES = {
  k3s: { channels: "", releases: "" },
  flux: { releases: "" },
  longhorn: { releases: "", responder: null },
};

const asked: PlanRun[] = [];
let closed = 0;

/** Planning stands still: what it found is handed out, and who asked is remembered. */
async function planned(folder: string, solution: Solution, over: Partial<Planned> = {}): Promise<void> {
  const tree = await readGitTree(folder);
  const view = gitView(tree);
  const found = componentsOf({ cluster: null, git: { tree, view }, places: PLACES }).map((it) =>
    evidenced(it),
  );
  const detection = {
    report: {},
    looked: { cluster: null, git: { tree, view }, findings: [] },
    evidenced: found,
  };
  jest.mocked(runPlan).mockImplementation(async (run) => {
    asked.push(run);
    return {
      detection,
      problem: {},
      solution,
      git: { folder, location: folder, remote: null, cluster: null },
      readManifest: async () => Promise.reject(waiting("SOURCE_AWAY", "it is away.", "wait.")),
      close: () => {
        closed += 1;
      },
      ...over,
    } as unknown as Planned;
  });
}

function project(config = ""): string {
  const folder = tempFolder();
  writeFileSync(join(folder, "Pulumi.yaml"), "name: x\nruntime: nodejs\n");
  const needed = `  gitops-updates:cluster: { name: home, nodes: [{ name: a, host: a }] }
  gitops-updates:versions: { k3s: "channel:stable" }
  gitops-updates:backup: { directory: backups, recipientsFile: key.pub }
`;
  writeFileSync(join(folder, "Pulumi.test.yaml"), `config:\n${needed}${config}`);
  return folder;
}

async function run(words: readonly string[], config = ""): Promise<string> {
  const written: string[] = [];
  const write = jest
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => written.push(String(text)) > 0);
  try {
    await buildProgram().parseAsync(["node", "x", "--cwd", project(config), "propose", ...words]);
  } finally {
    write.mockRestore();
  }
  return written.join("");
}

beforeEach(() => {
  asked.length = 0;
  closed = 0;
  process.exitCode = undefined;
});
afterAll(() => {
  process.exitCode = undefined;
});

test("writes the next stage on a branch, and tells what was done and what comes next", async () => {
  const folder = repository();
  await planned(folder, plan(step()));
  const text = await run(["--git", folder, "--all", "--no-cluster"]);
  expect(git(folder, "log", "--format=%s", "main..gitops-update/web-2.0.0")).toBe("web 1.0.0 -> 2.0.0");
  expect(text).toContain("Branch gitops-update/web-2.0.0 with 1 commit, not pushed");
  expect(text).toContain("web.yaml:4  1.0.0 -> 2.0.0");
  expect(text).toMatch(
    /git push -u origin gitops-update\/web-2\.0\.0, then open a pull request.*gitops-update plan again/,
  );
  expect(asked).toMatchObject([
    { gitFolder: folder, all: true, withCluster: false, refresh: false, bundle: null },
  ]);
  expect([closed, process.exitCode]).toEqual([1, undefined]);
});

test("--dry-run prints patches that git applies, and writes nothing", async () => {
  const folder = repository();
  await planned(folder, plan(step()));
  const before = git(folder, "for-each-ref");
  const text = await run(["--git", folder, "--dry-run"]);
  expect(git(folder, "for-each-ref")).toBe(before);
  expect(text).toContain("Nothing was written");
  const patch = text.slice(text.indexOf("diff --git"), text.indexOf("\n\nNext")).concat("\n");
  writeFileSync(join(folder, "p.patch"), patch);
  git(folder, "apply", "p.patch");
  expect(readFileSync(join(folder, "web.yaml"), "utf8")).toBe(WEB.replace("1.0.0", "2.0.0"));
});

test("as JSON for machines, under a name of one's own, pushed", async () => {
  const [folder, bare] = [repository(), tempFolder()];
  git(bare, "init", "--quiet", "--bare");
  git(folder, "remote", "add", "origin", bare);
  git(folder, "branch", "mine");
  await planned(folder, plan(step()));
  expect(await rejectionOf(run(["--git", folder, "--branch", "mine"]))).toMatchObject({
    code: "BRANCH_EXISTS",
  });
  expect(closed).toBe(1);
  const json = JSON.parse(
    await run(["--git", folder, "--branch", "mine", "--replace", "--push", "-o", "json"]),
  );
  expect(json).toMatchObject({
    schema: "gitops-updates/proposal/v1",
    branch: "mine",
    written: true,
    pushed: "origin",
    commits: [
      {
        step: 1,
        commit: git(bare, "rev-parse", "mine"),
        files: [{ file: "web.yaml", whole: false, edits: [{ line: 4, before: "1.0.0", after: "2.0.0" }] }],
      },
    ],
  });
});

test("a manifest that cannot be read is told, and something is left to do", async () => {
  const folder = repository();
  const flux = step({ component: "flux", kind: "flux", from: "v2.6.4", to: "v2.7.5" });
  await planned(folder, plan(flux));
  const text = await run(["--git", folder]);
  expect(text).toMatch(/blocker PROPOSAL_MANIFEST_UNKNOWN .*v2\.6\.4.*it is away/);
  expect(process.exitCode).toBe(8);
  expect(git(folder, "branch", "--list", "gitops-update/*")).toBe("");

  await planned(folder, plan(flux), {
    readManifest: async (_, version) => install({ version }),
  });
  await run(["--git", folder]);
  expect(git(folder, "show", "gitops-update/flux-v2.7.5:gotk-components.yaml")).toBe(
    bootstrap({ version: "v2.7.5" }).trim(),
  );
});

test("nothing to do, and no plan", async () => {
  const folder = repository();
  await planned(folder, plan());
  expect(await run(["--git", folder])).toContain("nothing to propose");
  expect(process.exitCode).toBeUndefined();
  expect(JSON.parse(await run(["--git", folder, "-o", "json"]))).toMatchObject({ branch: null, commits: [] });

  await planned(folder, {
    none: { core: ["x"], findings: [finding("PLAN_WANTED", "flux", "is wanted at v9")] },
  });
  const error = await rejectionOf(run(["--git", folder]));
  expect(error).toMatchObject({
    kind: "blocked",
    code: "PLAN_IMPOSSIBLE",
    message: expect.stringMatching(/v9/),
  });
});

test("a repository that cannot be read ends with why", async () => {
  const folder = repository();
  const findings = [finding("GIT_UNKNOWN", "x", "the host is away")];
  await planned(folder, plan(step()), {
    detection: { looked: { cluster: null, git: null, findings }, evidenced: [] } as never,
  });
  expect(await rejectionOf(run(["--git", folder]))).toMatchObject({
    code: "GIT_UNREAD",
    message: expect.stringContaining("the host is away"),
  });
});

const CLONED = "  gitops-updates:git: { url: https://127.0.0.1:1/home }\n";

test("without a repository, or with a clone that is thrown away, it does not begin", async () => {
  expect(await rejectionOf(run([]))).toMatchObject({ kind: "usage", code: "GIT_REPOSITORY_MISSING" });
  expect(await rejectionOf(run([], CLONED))).toMatchObject({
    kind: "usage",
    code: "PROPOSAL_NEEDS_PUSH",
    next: expect.stringMatching(/--push/),
  });
  expect(asked).toEqual([]);
  const folder = repository();
  await planned(folder, plan(step()));
  expect(await run(["--dry-run"], CLONED)).toContain("Nothing was written");
  const pushed = await rejectionOf(run(["--push"], CLONED));
  expect(pushed).toMatchObject({
    code: "PUSH_FAILED",
    message: expect.stringContaining("could not be pushed"),
  });
  expect(asked.map(({ gitFolder }) => gitFolder)).toEqual([undefined, undefined]);
});
