import { listed, release } from "../detect/fixtures";
import { codesOf, linesOf, proposed, step, WEB } from "./fixtures";

const repository = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: repo, namespace: shop }
spec: { url: https://charts.example.org }
`;

const release_ = (version: string, name = "web"): string => `# the shop
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: shop }
spec:
  chart:
    spec:
      chart: ${name}   # do not rename
      ${version}
      sourceRef: { kind: HelmRepository, name: repo }
`;

const files = (version: string) => ({ "apps/repo.yaml": repository, "apps/web.yaml": release_(version) });

test.each([
  ["version: 1.0.0", "version: 2.0.0"],
  ['version: "1.0.0" # pinned', 'version: "2.0.0" # pinned'],
  ["version: 'v1.0.0'", "version: 'v2.0.0'"],
  ['version: "= 1.0.0"', 'version: "= 2.0.0"'],
  ["version: 1.x", "version: 2.0.0"],
  ['version: ">=1.0.0 <2.0.0" # range', 'version: "2.0.0" # range'],
  ["version: v1.x", "version: v2.0.0"],
])("%s becomes %s, and nothing else changes", async (before, after) => {
  const proposal = await proposed(files(before), [step()]);
  expect(linesOf(proposal)).toEqual([`${before} -> ${after}`]);
  expect(proposal.commits[0]?.files).toMatchObject([{ file: "apps/web.yaml", edits: [{ line: 9 }] }]);
  expect(proposal.commits[0]?.files[0]?.after).toContain("chart: web   # do not rename\n");
});

test("a version that is listed with a v is written without one where none stands", async () => {
  const proposal = await proposed(files("version: 1.0.0"), [step({ to: "v2.0.0" })]);
  expect(linesOf(proposal)).toEqual(["version: 1.0.0 -> version: 2.0.0"]);
});

test.each(['version: ">=1.0.0"', "version: '*'", "replicas: 1"])(
  "%s contains the version, so nothing is written and that is told",
  async (written) => {
    const proposal = await proposed(files(written), [step()]);
    expect(proposal.commits).toEqual([]);
    expect(codesOf(proposal)).toEqual(["PROPOSAL_RANGE_COVERS"]);
  },
);

test.each([
  ["version: $VERSION", /no range/],
  ["version: >-\n        1.0.0", /plain version/],
  ['version: "newest of all"', /no range/],
  ['version: "1.0\\x2e0"', /plain version/],
])("%s is left to people", async (written, said) => {
  const proposal = await proposed(files(written), [step()]);
  expect(proposal.commits).toEqual([]);
  expect(proposal.findings).toMatchObject([
    { code: "PROPOSAL_BY_HAND", message: expect.stringMatching(said) },
  ]);
  expect(proposal.findings[0]?.next).toContain("2.0.0");
});

const oci = (ref: string) => ({
  "web.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: web, namespace: shop }
spec:
  url: oci://ghcr.io/charts/web
  ref:
    ${ref}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec: { chartRef: { kind: OCIRepository, name: web } }
`,
});

test.each([
  ["tag: v1.0.0", ["2.0.0"], "2.0.0", "tag: 2.0.0"],
  ["tag: v1.0.0", ["2.0.0", "v2.0.0"], "2.0.0", "tag: v2.0.0"],
  ["tag: 1.0.0", ["2.0.0+b1"], "2.0.0+b1", "tag: 2.0.0_b1"],
  ['semver: "1.x"', ["2.0.0"], "2.0.0", 'semver: "2.0.0"'],
])("of an OCIRepository with %s the tag is what the registry has", async (ref, tags, to, expected) => {
  const listings = { [WEB]: listed(...tags.map((it) => release(it))) };
  const proposal = await proposed(oci(ref), [step({ to })], { listings });
  expect(linesOf(proposal)).toEqual([`${ref} -> ${expected}`]);
});

test("a digest names no version, so that people have to find the new one", async () => {
  const proposal = await proposed(oci(`digest: sha256:${"0".repeat(64)}`), [step()]);
  expect(proposal.findings).toMatchObject([
    { code: "PROPOSAL_BY_HAND", message: expect.stringMatching(/digest/) },
  ]);
});

test("the version in a patch of kustomize is the one that counts", async () => {
  const proposal = await proposed(
    {
      "base/kustomization.yaml": "resources: [repo.yaml, web.yaml]\n",
      "base/repo.yaml": repository,
      "base/web.yaml": release_("version: 0.9.0"),
      "kustomization.yaml": `resources: [base]
patches:
- target: { kind: HelmRelease, name: web }
  patch: |
    - op: replace
      path: /spec/chart/spec/version
      value: 1.0.0 # production
`,
    },
    [step()],
  );
  expect(proposal.commits.flatMap((it) => it.files.map(({ file }) => file))).toEqual(["kustomization.yaml"]);
  expect(linesOf(proposal)).toEqual(["value: 1.0.0 # production -> value: 2.0.0 # production"]);
});

test("a HelmChart of k3s, Longhorn by its chart, and what Helm installed by hand", async () => {
  const chart = (name: string): string => `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: { name: ${name}, namespace: kube-system }
spec:
  repo: https://charts.example.org
  chart: ${name}
  version: v1.9.2
`;
  const hand = {
    id: "helm/x/y",
    kind: "chart" as const,
    name: "y",
    owner: "Helm release x/y",
    current: "1.0.0",
    from: "cluster" as const,
    pins: [],
    suspended: false,
    question: null,
    unasked: "",
  };
  const more = [{ component: hand, listing: null, choice: null, target: null, support: null, values: null }];
  const proposal = await proposed(
    { "a.yaml": chart("longhorn"), "b.yaml": chart("traefik") },
    [
      step({ component: "longhorn", kind: "longhorn", from: "v1.9.2", to: "v1.10.2", bump: "minor" }),
      step({ index: 2, component: "helmchart/kube-system/traefik", from: "1.9.2", to: "2.0.0" }),
      step({ index: 3, component: "helm/x/y" }),
      step({ index: 4, component: "helmrelease/no/one" }),
    ],
    { more },
  );
  expect(proposal.commits.map(({ title }) => title)).toEqual([
    "Longhorn v1.9.2 -> v1.10.2",
    "traefik 1.9.2 -> 2.0.0",
  ]);
  expect(linesOf(proposal)).toEqual([
    "version: v1.9.2 -> version: v1.10.2",
    "version: v1.9.2 -> version: v2.0.0",
  ]);
  expect(proposal.findings).toMatchObject([
    {
      code: "PROPOSAL_BY_HAND",
      subject: "Helm release x/y",
      next: expect.stringMatching(/helm upgrade to 2\.0\.0/),
    },
    { code: "PROPOSAL_BY_HAND", subject: "helmrelease/no/one" },
  ]);
});

test("what Git said before is told where it is not what runs; the same version is not written twice", async () => {
  const drifted = await proposed(files("version: 3.0.0"), [step()]);
  expect(linesOf(drifted)).toEqual(["version: 3.0.0 -> version: 2.0.0"]);
  expect(drifted.commits[0]?.body).toContain("apps/web.yaml:9:16 said 3.0.0 while 1.0.0 runs");

  const done = await proposed(files("version: 2.0.0"), [step()]);
  expect([done.commits, codesOf(done)]).toEqual([[], ["PROPOSAL_DONE"]]);
});

test("an edit of something that is suspended is made, and that it does nothing is told", async () => {
  const sleeping = release_("version: 1.0.0").replace("spec:\n  chart", "spec:\n  suspend: true\n  chart");
  const proposal = await proposed({ "repo.yaml": repository, "web.yaml": sleeping }, [step()]);
  expect([proposal.commits.length, codesOf(proposal)]).toEqual([1, ["FLUX_SUSPENDED"]]);
});

test("why and from where stand in the commit", async () => {
  const reasons = [
    { relation: "goal" as const, facts: [], step: null, text: "is the version that is wanted" },
    { relation: "after" as const, facts: [], step: 2, text: "it needs Kubernetes 1.34" },
  ];
  const listings = { [WEB]: listed(release("2.0.0")) };
  const { commits } = await proposed(files("version: 1.x"), [step({ index: 3, reasons })], { listings });
  expect(commits[0]?.title).toBe("web 1.0.0 -> 2.0.0");
  expect(commits[0]?.body).toBe(`Step 3 of the plan: HelmRelease shop/web, a major update.

Why:
- is the version that is wanted
- only after step 2: it needs Kubernetes 1.34

Changes:
- The range "1.x" does not contain 2.0.0, so it becomes 2.0.0.

Source: a source
Release: https://example.org/2.0.0`);
});

test("a tag that moves needs no edit; a version beside a tag is no tag", async () => {
  const latest = await proposed(oci("tag: latest"), [step()]);
  expect([latest.commits, codesOf(latest)]).toEqual([[], ["PROPOSAL_RANGE_COVERS"]]);

  const both = `${oci("tag: 1.0.0")["web.yaml"]}---\n${repository}---\n${release_("version: v1.0.0", "api")}`;
  const proposal = await proposed({ "all.yaml": both }, [step({ component: "helmrelease/shop/api" })]);
  expect(linesOf(proposal)).toEqual(["version: v1.0.0 -> version: v2.0.0"]);
});
