import { branchName } from "../../../domain/proposal/branch-name";
import { propose } from "../../../domain/proposal/propose";
import { codesOf, inputOf, linesOf, proposed, stageOf, step } from "./fixtures";

const shared = {
  "base/release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec: { chart: { spec: { chart: web, version: 1.0.0, sourceRef: { kind: HelmRepository, name: repo } } } }
`,
  "base/kustomization.yaml": "resources: [release.yaml]\n",
  ...Object.fromEntries(
    ["a", "b"].flatMap((name) => [
      [
        `clusters/${name}/sync.yaml`,
        `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { path: ./clusters/${name}, sourceRef: { kind: GitRepository, name: flux-system } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { path: ./base, sourceRef: { kind: GitRepository, name: flux-system } }
`,
      ],
    ]),
  ),
};

const of = (cluster: string): string => `clusters/${cluster}//helmrelease/shop/web`;

test("a place that two steps share is written once", async () => {
  const proposal = await proposed(shared, [
    step({ component: of("a") }),
    step({ index: 2, component: of("b") }),
  ]);
  expect(proposal.commits.map((it) => it.step)).toEqual([1]);
  expect(codesOf(proposal)).toEqual(["PROPOSAL_DONE"]);
});

test("a place that two steps want to be different is an error, and nothing is proposed", async () => {
  const steps = [step({ component: of("a") }), step({ index: 2, component: of("b"), to: "3.0.0" })];
  const input = await inputOf(shared, steps);
  expect(() => propose(input)).toThrow(expect.objectContaining({ kind: "blocked", code: "EDIT_CONFLICT" }));
});

test("commits of one file build on each other", async () => {
  const release = (name: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: shop }
spec: { chart: { spec: { chart: ${name}, version: 1.0.0, sourceRef: { kind: HelmRepository, name: r } } } }
`;
  const { commits } = await proposed({ "all.yaml": `${release("web")}---\n${release("api")}` }, [
    step({ to: "10.0.0" }),
    step({ index: 2, component: "helmrelease/shop/api", to: "1.0.1" }),
  ]);
  const [first, second] = commits.map(({ files }) => files[0]);
  expect(second?.before).toBe(first?.after);
  expect(second?.after.match(/version: [\d.]+/g)).toEqual(["version: 10.0.0", "version: 1.0.1"]);
  expect(second?.edits).toEqual([{ file: "all.yaml", line: 9, column: 47, before: "1.0.0", after: "1.0.1" }]);
});

const plan = (name: string, version: string): string => `apiVersion: upgrade.cattle.io/v1
kind: Plan
metadata: { name: ${name}, namespace: system-upgrade }
spec:
  ${version}
  upgrade: { image: rancher/k3s-upgrade }
`;

const k3s = (over = {}) =>
  step({ component: "k3s", kind: "k3s", from: "v1.33.4+k3s1", to: "v1.34.2+k3s1", bump: "minor", ...over });

test.each([
  ["version: v1.33.4+k3s1", "version: v1.34.2+k3s1"],
  ["version: v1.33.4-k3s1", "version: v1.34.2-k3s1"],
  ["version: 1.33.4+k3s1", "version: 1.34.2+k3s1"],
])("Plans of system-upgrade-controller with %s are edited", async (before, after) => {
  const proposal = await proposed({ "p.yaml": `${plan("server", before)}---\n${plan("agent", before)}` }, [
    k3s(),
  ]);
  expect(linesOf(proposal)).toEqual([`${before} -> ${after}`, `${before} -> ${after}`]);
  expect(proposal.commits[0]?.title).toBe("k3s v1.33.4+k3s1 -> v1.34.2+k3s1");
});

test.each([
  ["nothing in Git", { "vars.yaml": "k3s_version: v1.33.4+k3s1\n" }],
  [
    "a Plan on a channel",
    { "p.yaml": `${plan("server", "channel: https://x/stable")}`, "v.yaml": "k3s_version: v1.33.4+k3s1\n" },
  ],
])("a stage of k3s with %s is not Git's to perform", async (_, files) => {
  const input = await inputOf(files, [k3s()]);
  expect(() => propose(input)).toThrow(
    expect.objectContaining({
      kind: "blocked",
      code: "STAGE_NOT_IN_GIT",
      message: expect.stringMatching(/the next stage is k3s v1\.33\.4\+k3s1 -> v1\.34\.2\+k3s1/),
      next: expect.stringMatching(/gitops-update up/),
    }),
  );
});

test("API versions that the next Kubernetes does not serve are edited, and the rest of the stage is told", async () => {
  const budget = "apiVersion: policy/v1beta1 # old\nkind: PodDisruptionBudget\nmetadata: { name: web }\n";
  const change = {
    place: "git" as const,
    from: "policy/v1beta1 PodDisruptionBudget",
    to: "policy/v1 PodDisruptionBudget",
    count: 1,
    examples: [],
  };
  const edit = k3s({ action: "edit", to: "v1.24.0+k3s1", changes: [change] });
  const files = { "p.yaml": plan("server", "channel: https://x/stable") };
  const proposal = await proposed({ ...files, "pdb.yaml": budget, "v.yaml": "k3s_version: v1.24.0+k3s1\n" }, [
    edit,
    k3s({ index: 2 }),
  ]);
  expect(linesOf(proposal)).toEqual(["apiVersion: policy/v1beta1 # old -> apiVersion: policy/v1 # old"]);
  expect(proposal.commits[0]?.title).toBe("API versions that the next Kubernetes serves");
  expect(proposal.findings).toMatchObject([
    { code: "PROPOSAL_BY_HAND", next: expect.stringMatching(/gitops-update up/) },
    { code: "PROPOSAL_OTHER_PIN", subject: "k3s_version" },
  ]);
});

test("a migration is no edit; what to do in the cluster, and when, is told", async () => {
  const change = { place: "stored" as const, count: null, examples: [] };
  const flux = step({
    component: "flux",
    kind: "flux",
    action: "migrate",
    from: "v2.6.4",
    to: "v2.6.4",
    changes: [
      {
        ...change,
        from: "helm.toolkit.fluxcd.io/v2beta1 HelmRelease",
        to: "helm.toolkit.fluxcd.io/v2 HelmRelease",
      },
    ],
  });
  const longhorn = step({
    ...flux,
    kind: "longhorn",
    component: "longhorn",
    changes: [
      { ...change, place: "live", from: "longhorn.io/v1beta1 Volume", to: "longhorn.io/v1beta2 Volume" },
    ],
  });
  const [first, second] = await Promise.all(
    [flux, longhorn].map((it) => proposed({ "v.yaml": "a: 1\n" }, [it])),
  );
  expect(first?.commits).toEqual([]);
  expect(first?.findings).toMatchObject([
    {
      code: "PROPOSAL_MIGRATE",
      subject: "step 1",
      message: expect.stringContaining("stored objects of helm.toolkit.fluxcd.io/v2beta1 HelmRelease become"),
      next: expect.stringMatching(/run flux migrate, with the flux command of v2\.6\.4, when/),
    },
  ]);
  expect(second?.findings).toMatchObject([
    { next: expect.stringMatching(/write each object of Volume once/) },
  ]);
});

test("what stands behind a migration is in no branch yet", async () => {
  const migrate = step({ component: "flux", kind: "flux", action: "migrate" });
  const behind = await proposed(shared, [migrate, step({ index: 2, component: of("a") })]);
  expect(behind.commits).toEqual([]);
  expect(codesOf(behind)).toEqual(["PROPOSAL_MIGRATE"]);
  const before = await proposed(shared, [step({ component: of("a") }), { ...migrate, index: 2 }]);
  expect(before.commits.map((it) => it.step)).toEqual([1]);
});

test.each([
  [[step()], "gitops-update/web-2.0.0"],
  [[step(), step({ component: "x/api" })], "gitops-update/web-2.0.0-and-1-more"],
  [
    [step({ component: "flux", action: "edit" }), step({ component: "flux", to: "v2.7.5" })],
    "gitops-update/flux-v2.7.5",
  ],
  [[k3s()], "gitops-update/k3s-v1.34.2-k3s1"],
  [[step({ component: "flux", action: "edit" })], "gitops-update/flux-edit"],
  [[step({ component: "a/We b..x", to: "-1" })], "gitops-update/we-b.x-1"],
])("%#: the branch is named after what it brings", (steps, name) => {
  expect(branchName(stageOf(...steps))).toBe(name);
});
