import { isFound } from "../../../domain/gitops/charts/chart";
import { describeAt } from "../../../domain/gitops/kube-object";
import { said, viewOf } from "../../helpers/git-tree";

const object = (kind: string, name: string, spec: string, group = "source.toolkit.fluxcd.io/v1"): string =>
  `---\napiVersion: ${group}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec:\n${spec
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n")}\n`;

const release = (spec: string): string => object("HelmRelease", "web", spec, "helm.toolkit.fluxcd.io/v2");

const chart = (kind: string, version = "", namespace = ""): string =>
  `chart: {spec: {chart: web, sourceRef: {kind: ${kind}, name: src${namespace && `, namespace: ${namespace}`}}${version && `, version: "${version}"`}}}`;

async function resolved(text: string) {
  const view = await viewOf({ "a.yaml": text });
  const [use] = view.charts;
  if (use === undefined) throw new Error("nothing found");
  const { resolution } = use;
  if (!isFound(resolution)) return resolution.reason;
  const { source, version } = resolution;
  return `${resolution.chart} ${version.text} ${version.kind} ${source.type} ${source.url}`;
}

const SHA = `sha256:${"0".repeat(64)}`;

test.each([
  [
    "helm",
    release(chart("HelmRepository", "1.2.3")) + object("HelmRepository", "src", "url: https://c.org"),
    "web 1.2.3 exact helm https://c.org",
  ],
  [
    "a range",
    release(chart("HelmRepository", "1.x")) + object("HelmRepository", "src", "url: https://c.org"),
    "web 1.x range helm https://c.org",
  ],
  [
    "no version",
    release(chart("HelmRepository")) + object("HelmRepository", "src", "url: https://c.org"),
    "web * any helm https://c.org",
  ],
  [
    "oci by type",
    release(chart("HelmRepository", "v1.2.3")) +
      object("HelmRepository", "src", "type: oci\nurl: oci://c.org/x/"),
    "web v1.2.3 exact oci oci://c.org/x/web",
  ],
  [
    "OCIRepository tag",
    release("chartRef: {kind: OCIRepository, name: src}") +
      object("OCIRepository", "src", "url: oci://c.org/x/app\nref: {tag: 1.2.3}"),
    "app 1.2.3 exact oci oci://c.org/x/app",
  ],
  [
    "digest before semver before tag",
    release("chartRef: {kind: OCIRepository, name: src}") +
      object(
        "OCIRepository",
        "src",
        `url: oci://c.org/app\nref: {tag: 1.2.3, semver: 1.x, digest: "${SHA}"}`,
      ),
    `app ${SHA} digest oci oci://c.org/app`,
  ],
  [
    "semver before tag",
    release("chartRef: {kind: OCIRepository, name: src}") +
      object("OCIRepository", "src", "url: oci://c.org/app\nref: {tag: 1.2.3, semver: 1.x}"),
    "app 1.x range oci oci://c.org/app",
  ],
  [
    "no ref",
    release("chartRef: {kind: OCIRepository, name: src}") +
      object("OCIRepository", "src", "url: oci://c.org/app"),
    "app latest any oci oci://c.org/app",
  ],
  [
    "HelmChart",
    release("chartRef: {kind: HelmChart, name: hc}") +
      object(
        "HelmChart",
        "hc",
        'chart: inner\nversion: "2.0.0"\nsourceRef: {kind: HelmRepository, name: src}',
      ) +
      object("HelmRepository", "src", "url: https://c.org"),
    "inner 2.0.0 exact helm https://c.org",
  ],
  [
    "git by tag",
    release(chart("GitRepository")) + object("GitRepository", "src", "url: https://g.org/a\nref: {tag: v3}"),
    "web v3 exact git https://g.org/a",
  ],
  [
    "git by branch",
    release(chart("GitRepository")) +
      object("GitRepository", "src", "url: https://g.org/a\nref: {branch: main}"),
    "web main any git https://g.org/a",
  ],
  [
    "bucket",
    release(chart("Bucket", "1.0.0")) + object("Bucket", "src", "endpoint: s3.org\nbucketName: b"),
    "web 1.0.0 exact bucket s3.org/b",
  ],
  [
    "another namespace",
    release(chart("HelmRepository", "1.0.0", "elsewhere")),
    "there is no HelmRepository src in elsewhere in the tree",
  ],
  [
    "artifact",
    release("chartRef: {kind: ExternalArtifact, name: x}"),
    "its chart is the artifact x of another controller; its version is not in Git",
  ],
  [
    "unknown kind",
    release(chart("Wagon")),
    "a chart from Wagon src is not known here; known: HelmRepository, OCIRepository, GitRepository, Bucket",
  ],
  ["nothing", release("interval: 1m"), "it has neither spec.chart nor spec.chartRef"],
  ["no sourceRef", release("chart: {spec: {chart: web}}"), "sourceRef names no kind or no name"],
  [
    "no url",
    release(chart("HelmRepository")) + object("HelmRepository", "src", "interval: 1m"),
    "HelmRepository src has no spec.url",
  ],
  [
    "k3s by repo",
    object("HelmChart", "web", "chart: web\nrepo: https://c.org\nversion: 1.2.3", "helm.cattle.io/v1"),
    "web 1.2.3 exact helm https://c.org",
  ],
  [
    "k3s by oci",
    object("HelmChart", "web", "chart: oci://c.org/x/web\nversion: 1.2.3", "helm.cattle.io/v1"),
    "web 1.2.3 exact oci oci://c.org/x/web",
  ],
  [
    "k3s by file",
    object("HelmChart", "web", "chart: https://c.org/web-1.2.3.tgz", "helm.cattle.io/v1"),
    "web 1.2.3 exact archive https://c.org/web-1.2.3.tgz",
  ],
  [
    "k3s embedded",
    object("HelmChart", "web", "chartContent: abc", "helm.cattle.io/v1"),
    "its chart is embedded in spec.chartContent",
  ],
  [
    "k3s without repo",
    object("HelmChart", "web", "chart: stable/web", "helm.cattle.io/v1"),
    "it has no spec.repo, and its chart is no address",
  ],
])("%s", async (_name, text, expected) => {
  expect(await resolved(text)).toBe(expected);
});

test("a source in another namespace is found by its name, when only one has it", async () => {
  const repository = (namespace: string): string =>
    object("HelmRepository", "src", "url: https://c.org").replace(
      "namespace: shop",
      `namespace: ${namespace}`,
    );
  const one = await viewOf({ "a.yaml": release(chart("HelmRepository", "1.0.0")) + repository("x") });
  expect(said(one)).toEqual(["CHART_NAMESPACE_GUESSED a.yaml:4"]);
  const two = await viewOf({
    "a.yaml": release(chart("HelmRepository", "1.0.0")) + repository("x") + repository("y"),
  });
  expect(two.findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "CHART_UNRESOLVED HelmRelease shop/web: there are 2 HelmRepository named src (in x, y), and none where it is looked for.",
  ]);
});

test("a chart in the tree has the version of its Chart.yaml", async () => {
  const view = await viewOf({
    "a.yaml": release(chart("GitRepository").replace("chart: web", "chart: ./charts/web")),
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.3.0\n",
  });
  const [use] = view.charts;
  if (use === undefined || !isFound(use.resolution)) throw new Error("not found");
  expect(use.resolution.version.text).toBe("0.3.0");
  expect(describeAt(use.resolution.version.at)).toBe("charts/web/Chart.yaml:3:10");
});

describe("Longhorn", () => {
  const REPO = object("HelmRepository", "src", "url: https://charts.longhorn.io");
  const base = chart("HelmRepository", "1.9.2").replace("chart: web", "chart: longhorn");
  const codes = async (text: string): Promise<string[]> =>
    (await viewOf({ "a.yaml": text })).findings.map(({ code, place }) => `${code} ${place?.line}`);

  test.each([
    ["upgrade: {remediation: {strategy: rollback}}", ["LONGHORN_ROLLBACK 7"]],
    ["upgrade: {remediation: {retries: 3}}", ["LONGHORN_ROLLBACK 7"]],
    ["upgrade: {remediation: {retries: 3, strategy: uninstall}}", ["LONGHORN_REINSTALL 7"]],
    ["upgrade: {remediation: {retries: 0}}", []],
    ["upgrade: {strategy: {name: RetryOnFailure}, remediation: {retries: 3}}", []],
    ["install: {remediation: {retries: 3}}", []],
  ])("with %s", async (settings, expected) => {
    expect(await codes(release(`${base}\n${settings}`) + REPO)).toEqual(expected);
  });

  test("another chart may roll back", async () => {
    const spec = `${chart("HelmRepository", "1.9.2")}\nupgrade: {remediation: {strategy: rollback}}`;
    expect(await codes(release(spec) + REPO)).toEqual([]);
  });

  test.each([
    ["", ["LONGHORN_REINSTALL 2"]],
    ["\nfailurePolicy: reinstall", ["LONGHORN_REINSTALL 9"]],
    ["\nfailurePolicy: abort", []],
  ])("as k3s' HelmChart with %j", async (policy, expected) => {
    const spec = `chart: longhorn\nrepo: https://charts.longhorn.io\nversion: 1.9.2${policy}`;
    expect(await codes(object("HelmChart", "longhorn", spec, "helm.cattle.io/v1"))).toEqual(expected);
  });
});
