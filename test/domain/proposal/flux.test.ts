import type { Target } from "../../../domain/detect/evidence";
import { crdsOf } from "../../../domain/gitops/api/crds";
import { fromPlain } from "../../../domain/gitops/value";
import type { GitView } from "../../../domain/gitops/view";
import { wantedManifests } from "../../../domain/proposal/wanted-manifests";
import { component, listed, release } from "../detect/fixtures";
import { codesOf, evidenced, inputOf, linesOf, proposed, step } from "./fixtures";
import { bootstrap, install } from "./manifest/releases";

const flux = (over = {}) =>
  step({ component: "flux", kind: "flux", from: "v2.6.4", to: "v2.7.5", bump: "minor", ...over });

const FILE = "clusters/home/flux-system/gotk-components.yaml";
const manifests = {
  "flux v2.6.4": { text: install() },
  "flux v2.7.5": { text: install({ version: "v2.7.5" }) },
};

test("gotk-components.yaml is made anew, and what is carried over is told in the commit", async () => {
  const own = bootstrap().replace("memory: 1Gi", "memory: 2Gi # more");
  const files = { [FILE]: own };
  const input = await inputOf(files, [flux()]);
  expect(wantedManifests(input)).toEqual([
    { kind: "flux", version: "v2.6.4" },
    { kind: "flux", version: "v2.7.5" },
  ]);
  const { commits, findings } = await proposed(files, [flux()], { manifests });
  expect(commits[0]?.title).toBe("Flux v2.6.4 -> v2.7.5");
  expect(commits[0]?.files).toEqual([
    {
      file: FILE,
      before: own,
      after: bootstrap({ version: "v2.7.5" }).replace("memory: 1Gi", "memory: 2Gi"),
      edits: [],
    },
  ]);
  expect(commits[0]?.body).toContain(
    "- Carried over: Deployment flux-system/source-controller: spec.template.spec.containers[manager].resources.limits.memory: 2Gi instead of 1Gi.",
  );
  expect(findings).toMatchObject([
    { code: "PROPOSAL_CHANGE_LOST", message: expect.stringContaining("# more") },
  ]);
});

test("the same change of several objects is one line", async () => {
  const files = {
    [FILE]: bootstrap().replaceAll("app.kubernetes.io/part-of: flux", "app.kubernetes.io/part-of: x"),
  };
  const { commits } = await proposed(files, [flux()], { manifests });
  expect(commits[0]?.body).toContain(
    "- Carried over: Namespace flux-system, CustomResourceDefinition buckets.example.io, Deployment flux-system/source-controller: metadata.labels.app.kubernetes.io/part-of: x instead of flux.",
  );
});

test.each(["v2.6.4", "v2.7.5"] as const)("without the manifest of %s nothing is guessed", async (missing) => {
  const known = { ...manifests, [`flux ${missing}`]: { because: "the network is away" } };
  const proposal = await proposed({ [FILE]: bootstrap() }, [flux()], { manifests: known });
  expect(proposal.commits).toEqual([]);
  expect(proposal.findings).toMatchObject([
    {
      code: "PROPOSAL_MANIFEST_UNKNOWN",
      severity: "blocker",
      subject: FILE,
      message: expect.stringMatching(new RegExp(`${missing}.*the network is away`)),
    },
  ]);
  const unread = await proposed({ [FILE]: bootstrap() }, [flux()]);
  expect(codesOf(unread)).toEqual(["PROPOSAL_MANIFEST_UNKNOWN"]);
});

test("a manifest that has the version already, and one of another version beside the one that runs", async () => {
  const done = await proposed({ [FILE]: bootstrap({ version: "v2.7.5" }) }, [flux()], { manifests });
  expect([done.commits, codesOf(done)]).toEqual([[], ["PROPOSAL_DONE"]]);

  const other = "clusters/test/flux-system/gotk-components.yaml";
  const files = { [FILE]: bootstrap(), [other]: bootstrap().replaceAll("v2.6.4", "v2.6.1") };
  const two = await proposed(files, [flux()], { manifests });
  expect(two.commits[0]?.files.map(({ file }) => file)).toEqual([FILE]);
  expect(two.findings).toMatchObject([{ code: "PROPOSAL_OTHER_PIN", subject: other }]);
});

test("the manifest of another cluster of the repository is not this cluster's", async () => {
  const other = "clusters/test/flux-system/gotk-components.yaml";
  const see = (view: GitView): GitView => ({
    ...view,
    clusters: view.clusters.map((it) => ({
      ...it,
      objects: it.objects.filter(({ object }) => object.value.at?.source.path !== other),
    })),
  });
  const files = { [FILE]: bootstrap(), [other]: bootstrap() };
  const { commits } = await proposed(files, [flux()], { manifests, see });
  expect(commits[0]?.files.map(({ file }) => file)).toEqual([FILE]);
  const both = await proposed(files, [flux()], { manifests });
  expect(both.commits[0]?.files.map(({ file }) => file)).toEqual([FILE, other]);
});

const instance = (version: string): string => `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: { name: flux, namespace: flux-system }
spec:
  distribution:
    version: ${version} # of flux-operator
`;

test("flux-operator's instance is an edit of its version", async () => {
  const proposal = await proposed({ "i.yaml": instance('"2.6.x"') }, [flux()]);
  expect(linesOf(proposal)).toEqual([
    'version: "2.6.x" # of flux-operator -> version: "2.7.5" # of flux-operator',
  ]);
  const covered = await proposed({ "i.yaml": instance("2.x") }, [flux()]);
  expect([covered.commits, codesOf(covered)]).toEqual([[], ["PROPOSAL_RANGE_COVERS"]]);
});

test("a manifest that kustomize fetches is an edit of its address", async () => {
  const url = (version: string): string =>
    `https://github.com/fluxcd/flux2/releases/download/${version}/install.yaml`;
  const files = {
    "kustomization.yaml": `resources:\n- a.yaml\n- ${url("v2.6.4")} # all\n`,
    "a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: flux-system }\n",
  };
  const proposal = await proposed(files, [flux()]);
  expect(linesOf(proposal)).toEqual([`- ${url("v2.6.4")} # all -> - ${url("v2.7.5")} # all`]);
});

const CHART = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: flux2, namespace: flux-system }
spec: { chart: { spec: { chart: flux2, version: 2.16.0, sourceRef: { kind: HelmRepository, name: r } } } }
`;

test("Flux from its chart gets the chart that brings the version", async () => {
  const id = "helmrelease/flux-system/flux2";
  const more = [evidenced(component({ id: "flux", kind: "flux", name: "Flux", owner: "", pins: [] }))];
  const listings = {
    [id]: listed(release("2.17.0", { appVersion: "2.7.5" }), release("2.18.0", { appVersion: "2.8.0" })),
  };
  const found = await proposed({ "f.yaml": CHART }, [flux()], { more, listings });
  expect(found.commits[0]?.files[0]?.edits).toMatchObject([{ before: "2.16.0", after: "2.17.0" }]);
  const none = await proposed({ "f.yaml": CHART }, [flux()], { more });
  expect([none.commits, codesOf(none)]).toEqual([[], ["PROPOSAL_BY_HAND"]]);
});

const SCHEMA = {
  type: "object",
  properties: { spec: { type: "object", properties: { chart: { type: "object", properties: {} } } } },
};

const target: Target = {
  crds: crdsOf([
    fromPlain({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      spec: {
        group: "helm.toolkit.fluxcd.io",
        names: { kind: "HelmRelease" },
        versions: [{ name: "v2", served: true, storage: true, schema: { openAPIV3Schema: SCHEMA } }],
      },
    }),
  ]),
  controllers: new Map(),
};

const change = {
  place: "git" as const,
  from: "helm.toolkit.fluxcd.io/v2beta1 HelmRelease",
  to: "helm.toolkit.fluxcd.io/v2 HelmRelease",
  count: 3,
  examples: [],
};
const edit = (changes = [change]) => flux({ action: "edit", to: "v2.6.4", changes });

const old = (body: string): string =>
  `apiVersion: "helm.toolkit.fluxcd.io/v2beta1" # old\nkind: HelmRelease\nmetadata: { name: web }\n${body}`;

test("API versions are written anew, then Flux is updated; fields that get lost are told", async () => {
  const files = {
    [FILE]: bootstrap(),
    "a.yaml": `# a\n${old("spec: { chart: {} }\n")}---\n${old("spec: { gone: 1 }\n")}`,
    "b.yaml": old("").replace("v2beta1", "v2"),
    "patch.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
patches:
- patch: |
    apiVersion: helm.toolkit.fluxcd.io/v2beta1
    kind: HelmRelease
    metadata: { name: web }
- patch: |
    apiVersion: "helm.toolkit.fluxcd.io\\x2fv2beta1"
    kind: HelmRelease
    metadata: { name: web }
- patch: "apiVersion: helm.toolkit.fluxcd.io/v2beta1\\nkind: HelmRelease\\nmetadata: { name: web }"
`,
  };
  const proposal = await proposed(files, [edit(), flux({ index: 2 })], {
    manifests,
    targets: { flux: target },
  });
  const [first, second] = proposal.commits;
  expect(first?.title).toBe("API versions that the next Flux serves");
  expect(first?.body).toContain(
    "- helm.toolkit.fluxcd.io/v2beta1 becomes helm.toolkit.fluxcd.io/v2: 3 of HelmRelease.",
  );
  expect(first?.files.map(({ file }) => file)).toEqual(["a.yaml", "patch.yaml"]);
  expect(second?.files.map(({ file }) => file)).toEqual([FILE]);
  expect(linesOf({ ...proposal, commits: proposal.commits.slice(0, 1) })).toEqual([
    'apiVersion: "helm.toolkit.fluxcd.io/v2beta1" # old -> apiVersion: "helm.toolkit.fluxcd.io/v2" # old',
    'apiVersion: "helm.toolkit.fluxcd.io/v2beta1" # old -> apiVersion: "helm.toolkit.fluxcd.io/v2" # old',
    "apiVersion: helm.toolkit.fluxcd.io/v2beta1 -> apiVersion: helm.toolkit.fluxcd.io/v2",
  ]);
  expect(proposal.findings).toMatchObject([
    {
      code: "PROPOSAL_FIELDS_UNKNOWN",
      subject: "a.yaml:7:13",
      message: expect.stringContaining("spec.gone"),
    },
    { code: "PROPOSAL_BY_HAND", message: expect.stringContaining("write helm.toolkit.fluxcd.io/v2") },
    { code: "PROPOSAL_BY_HAND", message: expect.stringContaining("write helm.toolkit.fluxcd.io/v2") },
  ]);
});

test("an API version that nothing replaces is left to people; changes elsewhere are no edits", async () => {
  const same = [{ ...change, to: change.from }];
  const proposal = await proposed({ "a.yaml": old(""), [FILE]: bootstrap() }, [edit(same)]);
  expect(proposal.findings).toMatchObject([
    { code: "PROPOSAL_BY_HAND", message: expect.stringContaining("nothing takes its place") },
  ]);
  const live = await proposed({ "a.yaml": old(""), [FILE]: bootstrap() }, [
    edit([{ ...change, place: "live" } as unknown as typeof change]),
  ]);
  expect([live.commits, live.findings]).toEqual([[], []]);
});

test("a file that one step edits and another replaces is an error", async () => {
  const files = { [FILE]: `${bootstrap()}---\n${old("")}` };
  await expect(proposed(files, [edit(), flux({ index: 2 })], { manifests })).rejects.toMatchObject({
    kind: "blocked",
    code: "EDIT_CONFLICT",
  });
});

test("of several pins those that say what runs are edited, and the others are told", async () => {
  const named = (name: string, version: string): string =>
    instance(version).replace("name: flux,", `name: ${name},`);
  const files = {
    "a.yaml": named("a", "v2.6.4"),
    "b.yaml": named("b", "v2.6.1"),
    "c.yaml": named("c", "2.6.x"),
  };
  const proposal = await proposed(files, [flux()]);
  expect(proposal.commits[0]?.files.map(({ file }) => file)).toEqual(["a.yaml", "c.yaml"]);
  expect(proposal.findings).toMatchObject([
    { code: "PROPOSAL_OTHER_PIN", subject: expect.stringMatching(/^b\.yaml/) },
  ]);
});

test("the pin of another cluster of the repository is not this cluster's", async () => {
  const files = { "a.yaml": instance("v2.6.4"), "b.yaml": instance("v2.6.4") };
  const see = (view: GitView): GitView => ({
    ...view,
    clusters: view.clusters.map((it) => ({
      ...it,
      objects: it.objects.filter(({ object }) => object.value.at?.source.path === "a.yaml"),
    })),
  });
  const { commits } = await proposed(files, [flux()], { see });
  expect(commits[0]?.files.map(({ file }) => file)).toEqual(["a.yaml"]);
});
