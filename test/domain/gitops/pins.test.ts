import { describeAt } from "../../../domain/gitops/kube-object";
import { type Files, viewOf } from "../../helpers/git-tree";

const pins = async (files: Files): Promise<string[]> =>
  (await viewOf(files)).pins.map(
    ({ component, how, pin }) => `${component} ${how} ${pin.text} ${pin.kind} ${describeAt(pin.at)}`,
  );

const plan = (spec: string, image = "rancher/k3s-upgrade"): string =>
  `apiVersion: upgrade.cattle.io/v1\nkind: Plan\nmetadata: {name: server, namespace: system-upgrade}\nspec:\n  upgrade: {image: "${image}"}\n  ${spec}\n`;

const workload = (image: string): string =>
  `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: m, namespace: n}\nspec:\n  template:\n    spec:\n      containers:\n        - name: m\n          image: ${image}\n`;

test.each([
  [plan("version: v1.33.1+k3s1"), ["k3s Plan v1.33.1+k3s1 exact a.yaml:6:12"]],
  [plan("version: v1.33.1-k3s2"), ["k3s Plan v1.33.1+k3s2 exact a.yaml:6:12"]],
  [
    plan("channel: https://update.k3s.io/v1-release/channels/stable"),
    ["k3s Plan https://update.k3s.io/v1-release/channels/stable channel a.yaml:6:12"],
  ],
  [
    plan("concurrency: 1", "docker.io/rancher/k3s-upgrade:v1.33.10-k3s1"),
    ["k3s Plan v1.33.10+k3s1 exact a.yaml:5:51"],
  ],
  [plan("version: v1.33.1+rke2r1", "rancher/rke2-upgrade"), []],
  ["k3s_version: v1.36.3+k3s1\n", ["k3s k3s_version v1.36.3+k3s1 exact a.yaml:1:14"]],
  ["k3s_version: 1.36\n", []],
  [
    "# Flux Version: v2.6.4\n# Components: x\napiVersion: v1\nkind: Namespace\nmetadata: {name: f}\n",
    ["flux gotk-components v2.6.4 exact a.yaml:1:17"],
  ],
  [
    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: f\n  labels:\n    app.kubernetes.io/part-of: flux\n    app.kubernetes.io/version: v2.6.4\n",
    ["flux label v2.6.4 exact a.yaml:7:32"],
  ],
  [
    'apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: f}\nspec:\n  distribution:\n    version: "2.x"\n',
    ["flux FluxInstance 2.x range a.yaml:6:14"],
  ],
  [workload("longhornio/longhorn-manager:v1.9.2"), ["longhorn image v1.9.2 exact a.yaml:9:46"]],
  [workload("example.org/other:v1.9.2"), []],
])("%s", async (text, expected) => {
  expect(await pins({ "a.yaml": text })).toEqual(expected);
});

test("a chart of Longhorn counts even when nobody knows where it comes from", async () => {
  const text =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: l, namespace: n}\nspec: {chart: {spec: {chart: longhorn, version: 1.9.2, sourceRef: {kind: HelmRepository, name: gone}}}}\n";
  expect(await pins({ "a.yaml": text })).toEqual(["longhorn HelmRelease 1.9.2 exact a.yaml:4:49"]);
});

const SOURCE_CONTROLLER = workload("ghcr.io/fluxcd/source-controller:v1.6.2");

test.each([
  ["without a version of Flux", { "a.yaml": SOURCE_CONTROLLER }, ["a.yaml:9:51"]],
  ["below a header", { "a.yaml": `# Flux Version: v2.6.4\n${SOURCE_CONTROLLER}` }, []],
  ["that are not there", { "a.yaml": workload("a:1") }, []],
])("controllers %s", async (_title, files, expected) => {
  const { findings } = await viewOf(files);
  const told = findings.filter(({ code }) => code === "FLUX_VERSION_UNWRITTEN");
  expect(told.map(({ subject }) => subject)).toEqual(expected);
});

test("manifests from outside say their version in the address", async () => {
  const text = `resources:
  - https://raw.githubusercontent.com/longhorn/longhorn/v1.9.2/deploy/longhorn.yaml
  - https://github.com/fluxcd/flux2/releases/download/v2.6.4/install.yaml
  - github.com/fluxcd/flux2/manifests/install?ref=v2.6.3
  - a.yaml
`;
  expect(await pins({ "kustomization.yaml": text, "a.yaml": workload("a:1") })).toEqual([
    "flux remote manifest v2.6.4 exact kustomization.yaml:3:55",
    "flux remote manifest v2.6.3 exact kustomization.yaml:4:51",
    "longhorn remote manifest v1.9.2 exact kustomization.yaml:2:57",
  ]);
});

test("a tag that kustomize sets is where it is set", async () => {
  const kustomization =
    "resources: [a.yaml]\nimages:\n  - name: longhornio/longhorn-manager\n    newTag: v1.10.2\n";
  expect(
    await pins({
      "kustomization.yaml": kustomization,
      "a.yaml": workload("longhornio/longhorn-manager:v1.9.2"),
    }),
  ).toEqual(["longhorn image v1.10.2 exact kustomization.yaml:4:13"]);
});

test("Flux' controllers are known by their images", async () => {
  const view = await viewOf({ "a.yaml": workload("ghcr.io/fluxcd/source-controller:v1.6.2") });
  expect([...view.controllers].map(([name, { text }]) => `${name} ${text}`)).toEqual([
    "source-controller v1.6.2",
  ]);
});
