// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Flux.
import { type ChartUse, isFound } from "../../../domain/gitops/charts/chart";
import { repositoryKey } from "../../../domain/gitops/flux/own-source";
import { describeAt } from "../../../domain/gitops/kube-object";
import type { GitView } from "../../../domain/gitops/view";
import { said, viewOf } from "../../helpers/git-tree";

const flux = (name: string, path: string, more = ""): string => `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  path: ${path}
  sourceRef: {kind: GitRepository, name: flux-system}
${more}`;

const release = (version = '"1.0.0"', name = "web", metadata = ""): string => `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}${metadata}}
spec:
  chart:
    spec:
      chart: ${name}
      version: ${version}
      sourceRef: {kind: HelmRepository, name: charts}
`;

const REPOSITORY = `---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts}
spec: {url: "https://charts.example.org"}
`;

const shown = ({ owner, cluster, resolution, suspended }: ChartUse): string => {
  const what = isFound(resolution)
    ? `${resolution.version.text} ${resolution.version.kind} ${describeAt(resolution.version.at)}`
    : resolution.reason;
  return `${cluster.folder}: ${owner.namespace}/${owner.name} ${what}${suspended ? " suspended" : ""}`;
};

const releases = ({ charts }: GitView): string[] => charts.map(shown).sort();

test("a release without a namespace gets the one of its Kustomization, and so does its source", async () => {
  const view = await viewOf({
    "cluster/apps.yaml": flux("apps", "./apps", "  targetNamespace: shop\n"),
    "apps/a.yaml": release() + REPOSITORY,
  });
  expect(releases(view)).toEqual(["cluster: shop/web 1.0.0 exact apps/a.yaml:9:16"]);
  expect(said(view)).toEqual([]);
});

test("bootstrap's Kustomization applies itself; two clusters of one repository stay apart", async () => {
  const apps = (version: string): string =>
    flux("apps", "./apps", `  postBuild: {substitute: {V: "${version}"}}\n`);
  const view = await viewOf({
    "clusters/a/flux-system/sync.yaml": flux("flux-system", "./clusters/a"),
    "clusters/a/apps.yaml": apps("1.0.0"),
    "clusters/b/flux-system/sync.yaml": flux("flux-system", "./clusters/b"),
    "clusters/b/apps.yaml": apps("2.0.0"),
    "apps/kustomization.yaml": "namespace: shop\nresources: [a.yaml]\n",
    "apps/a.yaml": release("${V}") + REPOSITORY,
  });
  expect(releases(view)).toEqual([
    "clusters/a/flux-system: shop/web 1.0.0 exact clusters/a/apps.yaml:8:31",
    "clusters/b/flux-system: shop/web 2.0.0 exact clusters/b/apps.yaml:8:31",
  ]);
});

test("clusters without bootstrap's files part where names repeat", async () => {
  const view = await viewOf({
    "clusters/a/apps.yaml": flux("apps", "./apps"),
    "clusters/b/apps.yaml": flux("apps", "./apps"),
    "apps/a.yaml": release() + REPOSITORY,
  });
  expect(view.clusters.map(({ folder, applied }) => `${folder} ${applied}`)).toEqual([
    "clusters/a true",
    "clusters/b true",
    " false",
  ]);
});

test("variables lead to where their value is written, defaults to the default", async () => {
  const view = await viewOf({
    "c/apps.yaml": flux(
      "apps",
      "./apps",
      "  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: settings}, {kind: Secret, name: gone}]\n",
    ),
    "settings.yaml":
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata:\n  V: "1.2.3"\n',
    "apps/a.yaml": [
      release("${V}", "known"),
      release("${NOPE:=4.5.6}", "default"),
      release("${NOPE}", "unknown"),
      release("${V}-x", "composed"),
      release("${V}", "left-alone", ", annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}"),
    ].join(""),
    "apps/r.yaml": REPOSITORY,
  });
  expect(releases(view)).toEqual([
    "c: /composed 1.2.3-x exact (no place)",
    "c: /default 4.5.6 exact apps/a.yaml:19:24",
    "c: /known 1.2.3 exact settings.yaml:5:6",
    "c: /left-alone ${V} range apps/a.yaml:49:16",
    "c: /unknown  unknown apps/a.yaml:29:16",
  ]);
  expect(said(view)).toContain("FLUX_VARIABLE_UNKNOWN c/apps.yaml:6");
  expect(said(view)).toContain("CHART_VERSION_UNKNOWN apps/a.yaml:29");
});

test("patches, components and images of a Flux Kustomization are applied", async () => {
  const view = await viewOf({
    "c/apps.yaml": flux(
      "apps",
      "./apps",
      "  components: [../extra]\n  patches:\n    - target: {kind: HelmRelease}\n      patch: |\n        - op: replace\n          path: /spec/chart/spec/version\n          value: 7.0.0\n",
    ),
    "apps/kustomization.yaml": "resources: [a.yaml]\n",
    "apps/a.yaml": release() + REPOSITORY,
    "extra/kustomization.yaml": "kind: Component\nnamespace: extra\n",
  });
  expect(releases(view)).toEqual(["c: extra/web 7.0.0 exact c/apps.yaml:14:18"]);
});

test("a path without kustomization takes all manifests, and says what is none", async () => {
  const view = await viewOf({
    "c/all.yaml": flux("all", "./"),
    ".github/workflows/ci.yaml": "on: push\n",
    ".sourceignore": "/hidden/\n",
    "hidden/a.yaml": release('"9.9.9"', "hidden"),
    "values.yaml": "a: 1\n",
    "apps/a.yaml": release() + REPOSITORY,
    "own/kustomization.yaml": "resources: [a.yaml]\n",
    "own/a.yaml": release('"2.0.0"', "own"),
    "own/b.yaml": release('"3.0.0"', "unnamed"),
  });
  const applied = view.charts.filter(({ cluster }) => cluster.applied).map(({ owner }) => owner.name);
  expect(applied.sort()).toEqual(["own", "web"]);
  const others = view.charts.filter(({ cluster }) => !cluster.applied).map(({ owner }) => owner.name);
  expect(others.sort()).toEqual(["hidden", "unnamed"]);
  expect(said(view)).toContain("GIT_NOT_KUBERNETES values.yaml:1");
});

test("an artifact is a tree of its own", async () => {
  const view = await viewOf({
    "c/apps.yaml": flux("apps", "./prod").replace(
      "GitRepository, name: flux-system",
      "ExternalArtifact, name: apps",
    ),
    "c/artifacts.yaml": `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: flux-system, namespace: flux-system}
spec:
  artifacts:
    - name: apps
      copy:
        - {from: "@repo/apps/base/**", to: "@artifact/base/"}
        - {from: "@repo/apps/prod/**", to: "@artifact/prod/"}
`,
    "apps/base/a.yaml": release() + REPOSITORY,
    "apps/prod/kustomization.yaml": "namespace: shop\nresources: [../base/a.yaml]\n",
  });
  expect(releases(view)).toEqual(["c: shop/web 1.0.0 exact apps/base/a.yaml:9:16"]);
});

test("foreign sources, missing paths and ways out are said", async () => {
  const git = (name: string, url: string): string =>
    `---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {url: "${url}"}\n`;
  const files = {
    "c/sources.yaml":
      git("flux-system", "ssh://git@example.org/me/mine") + git("other", "https://example.org/you/yours"),
    "c/a.yaml": flux("a", "./missing"),
    "c/b.yaml": flux("b", "../../etc"),
    "c/d.yaml": flux("d", "./").replace("name: flux-system}\n", "name: other}\n"),
    "c/e.yaml": flux("e", "./apps").replace("GitRepository", "OCIRepository"),
    "apps/a.yaml": release(),
  };
  const expected = [
    "FLUX_FOREIGN_SOURCE c/d.yaml:6",
    "FLUX_FOREIGN_SOURCE c/e.yaml:6",
    "FLUX_PATH_MISSING c/a.yaml:6",
    "KUSTOMIZE_OUTSIDE c/b.yaml:6",
  ];
  for (const remote of [null, "git@example.org:me/mine.git"]) {
    const findings = said(await viewOf(files, remote)).filter((it) => it.includes(" c/"));
    expect(findings).toEqual(expected);
  }
});

test("suspended is what is suspended itself or by its Kustomization; dependencies must be there and end", async () => {
  const view = await viewOf({
    "c/a.yaml": flux("a", "./apps", "  suspend: true\n  dependsOn: [{name: b}]\n"),
    "c/b.yaml": flux("b", "./none", "  dependsOn: [{name: a}, {name: gone}]\n"),
    "apps/a.yaml": release() + REPOSITORY,
    "none/a.yaml": "",
  });
  expect(releases(view)).toEqual(["c: /web 1.0.0 exact apps/a.yaml:9:16 suspended"]);
  expect(said(view)).toEqual([
    "FLUX_DEPENDENCY_CYCLE c/a.yaml:2",
    "FLUX_DEPENDENCY_CYCLE c/b.yaml:2",
    "FLUX_DEPENDENCY_MISSING c/b.yaml:8",
    "FLUX_SUSPENDED apps/a.yaml:2",
  ]);
});

test("Kustomizations that apply each other end", async () => {
  const view = await viewOf({
    "a/k.yaml": flux("b", "./b"),
    "b/k.yaml": flux("a", "./a"),
    "b/r.yaml": release() + REPOSITORY,
  });
  expect(view.charts).toHaveLength(1);
});

test.each([
  "ssh://git@host.org/a/b.git",
  "git@host.org:a/b",
  "https://host.org/a/b/",
  "https://me@HOST.org/a/b.git",
])("%s is one repository", (url) => {
  expect(repositoryKey(url)).toBe("host.org/a/b");
});
