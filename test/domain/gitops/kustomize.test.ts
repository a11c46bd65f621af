import { describeAt, describeObject } from "../../../domain/gitops/kube-object";
import { buildFolder } from "../../../domain/gitops/kustomize/build";
import { parseImage } from "../../../domain/gitops/kustomize/images";
import { child, scalarOf, textOf, toPlain } from "../../../domain/gitops/value";
import { type Files, said, treeOf } from "../../helpers/git-tree";

const release = (name: string, version = "1.0.0"): string =>
  [
    "apiVersion: helm.toolkit.fluxcd.io/v2",
    "kind: HelmRelease",
    `metadata: {name: ${name}}`,
    "spec:",
    "  chart:",
    "    spec:",
    `      chart: ${name}`,
    `      version: ${version}`,
    "  dependsOn: [{name: a}]",
    "",
  ].join("\n");

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {tier: front}}
spec:
  template:
    spec:
      containers:
        - {name: web, image: "registry:5000/shop/web:v1"}
        - {name: proxy, image: proxy:1}
`;

async function build(files: Files, folder = "") {
  const build = buildFolder(await treeOf(files), folder);
  if (build === null) throw new Error("no kustomization");
  return build;
}

test("namespace, prefix and suffix reach what has them", async () => {
  const { objects } = await build({
    "kustomization.yaml": "namespace: shop\nnamePrefix: a-\nnameSuffix: -z\nresources: [r.yaml, ns.yaml]\n",
    "r.yaml": release("web"),
    "ns.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
  });
  expect(objects.map(describeObject)).toEqual(["HelmRelease shop/a-web-z", "Namespace shop"]);
});

test("a strategic patch keeps the place of what it brings", async () => {
  const { objects, findings } = await build(
    {
      "base/kustomization.yaml": "resources: [r.yaml]\n",
      "base/r.yaml": release("web"),
      "over/kustomization.yaml":
        "resources: [../base]\npatches:\n  - path: patch.yaml\n    target: {kind: HelmRelease}\n",
      "over/patch.yaml":
        "kind: HelmRelease\nspec:\n  chart:\n    spec:\n      version: 2.0.0\n  dependsOn: [{name: b}]\n",
    },
    "over",
  );
  const version = scalarOf(objects[0]?.value, "spec", "chart", "spec", "version");
  expect([version?.text, describeAt(version?.at)]).toEqual(["2.0.0", "over/patch.yaml:5:16"]);
  expect(textOf(objects[0]?.value, "spec", "chart", "spec", "chart")).toBe("web");
  // kustomize knows no schema of custom resources, so their lists are replaced.
  expect(toPlain(child(objects[0]?.value, "spec", "dependsOn") ?? { kind: "list", items: [] })).toEqual([
    { name: "b" },
  ]);
  expect(findings).toEqual([]);
});

test("containers merge by name, null and $patch take away", async () => {
  const { objects } = await build({
    "kustomization.yaml": "resources: [d.yaml]\npatchesStrategicMerge: [p.yaml]\n",
    "d.yaml": DEPLOYMENT,
    "p.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: null}
spec:
  template:
    spec:
      containers:
        - {name: proxy, $patch: delete}
        - {name: web, tty: true}
`,
  });
  const value = objects[0]?.value;
  expect(
    toPlain(child(value, "spec", "template", "spec", "containers") ?? { kind: "list", items: [] }),
  ).toEqual([{ name: "web", image: "registry:5000/shop/web:v1", tty: true }]);
  expect(child(value, "metadata", "labels")).toBeUndefined();
});

test("JSON patches, inline, by expression and label", async () => {
  const { objects, findings } = await build({
    "kustomization.yaml": `resources: [a.yaml, b.yaml, d.yaml]
patches:
  - target: {kind: HelmRelease, name: "we.*"}
    patch: |
      - op: replace
        path: /spec/chart/spec/version
        value: 3.0.0
      - op: add
        path: /spec/dependsOn/-
        value: {name: c}
  - target: {labelSelector: "tier in (front, back)"}
    patch: |-
      - {op: remove, path: /metadata/labels/tier}
  - target: {kind: Nothing}
    patch: "[{op: remove, path: /a}]"
  - target: {kind: Deployment}
    patch: |-
      - {op: replace, path: /spec/missing, value: 1}
`,
    "a.yaml": release("web"),
    "b.yaml": release("other"),
    "d.yaml": DEPLOYMENT,
  });
  const versions = objects.map((it) => scalarOf(it.value, "spec", "chart", "spec", "version"));
  expect(versions.map((it) => it?.text)).toEqual(["3.0.0", "1.0.0", undefined]);
  expect(describeAt(versions[0]?.at)).toBe("kustomization.yaml:7:16");
  expect(textOf(objects[0]?.value, "spec", "dependsOn", 1, "name")).toBe("c");
  expect(textOf(objects[2]?.value, "metadata", "labels", "tier")).toBeUndefined();
  expect(findings.map(({ code }) => code)).toEqual(["KUSTOMIZE_PATCH_MISSED", "KUSTOMIZE_PATCH_MISSED"]);
});

test("components change what was there, images point to their new tag", async () => {
  const { objects } = await build({
    "kustomization.yaml": "resources: [d.yaml]\ncomponents: [c]\n",
    "c/kustomization.yaml":
      "kind: Component\nimages:\n  - name: registry:5000/shop/web\n    newName: shop/web\n    newTag: v2\n",
    "d.yaml": DEPLOYMENT,
  });
  const image = scalarOf(objects[0]?.value, "spec", "template", "spec", "containers", 0, "image");
  expect([image?.text, describeAt(image?.version?.at)]).toEqual(["shop/web:v2", "c/kustomization.yaml:5:13"]);
});

test("what cannot be built is said, and the rest is built", async () => {
  const { objects, findings, remotes } = await build({
    "kustomization.yaml": `resources:
  - r.yaml
  - missing.yaml
  - ../../outside.yaml
  - https://example.org/a/v1.2.3/b.yaml
  - values.yaml
  - circle
  - empty
replacements: []
`,
    "r.yaml": release("web"),
    "values.yaml": "a: 1\n",
    "circle/kustomization.yaml": "resources: [../circle2]\n",
    "circle2/kustomization.yaml": "resources: [../circle, ../r]\n",
    "r/kustomization.yaml": "resources: [r.yaml]\n",
    "r/r.yaml": release("other"),
    "empty/a.yaml": release("unnamed"),
  });
  expect(objects.map(({ name }) => name)).toEqual(["web", "other"]);
  expect(remotes.map(({ url }) => url.text)).toEqual(["https://example.org/a/v1.2.3/b.yaml"]);
  expect(said({ findings })).toEqual([
    "GIT_NOT_KUBERNETES kustomization.yaml:6",
    "KUSTOMIZE_CYCLE circle2/kustomization.yaml:1",
    "KUSTOMIZE_MISSING kustomization.yaml:3",
    "KUSTOMIZE_MISSING kustomization.yaml:8",
    "KUSTOMIZE_OUTSIDE kustomization.yaml:4",
    "KUSTOMIZE_REMOTE kustomization.yaml:5",
    "KUSTOMIZE_UNSUPPORTED kustomization.yaml:9",
  ]);
});

test("kustomizations that multiply end, and an object counts once", async () => {
  const levels = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `l${i}/kustomization.yaml`,
      `resources: [../l${i + 1}, ../m${i + 1}]\n`,
    ]),
  );
  const copies = Object.fromEntries(
    Object.entries(levels).map(([path, text]) => [path.replace("l", "m"), text] as const),
  );
  const end = { "kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": release("web") };
  const ends = Object.entries(end).flatMap(([path, text]) => [
    [`l40/${path}`, text] as const,
    [`m40/${path}`, text] as const,
  ]);
  const { objects, findings } = await build({ ...levels, ...copies, ...Object.fromEntries(ends) }, "l0");
  expect(objects).toHaveLength(1);
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(["KUSTOMIZE_DUPLICATE"]));
});

test("an expression that would take for ever is a name", async () => {
  const name = "a".repeat(60);
  const { findings } = await build({
    "kustomization.yaml": `resources: [r.yaml]\npatches:\n  - target: {name: "(a+)+b"}\n    patch: |\n      - {op: remove, path: /spec}\n`,
    "r.yaml": release(name),
  });
  expect(findings.map(({ code }) => code)).toEqual(["KUSTOMIZE_PATCH_MISSED"]);
});

test("generators make what variables may be read from", async () => {
  const { objects } = await build({
    "kustomization.yaml": `namespace: flux-system
configMapGenerator:
  - name: settings
    literals: ['A=1.2.3', 'B="q"']
    envs: [more.env]
    files: [values.yaml]
`,
    "more.env": "# comment\nC=4.5.6\n",
    "values.yaml": "x: 1\n",
  });
  const data = child(objects[0]?.value, "data");
  expect(toPlain(data ?? { kind: "list", items: [] })).toEqual({
    A: "1.2.3",
    B: "q",
    C: "4.5.6",
    "values.yaml": "x: 1\n",
  });
  expect(describeAt(scalarOf(data, "A")?.at)).toBe("kustomization.yaml:4:19");
  expect(describeAt(scalarOf(data, "C")?.at)).toBe("more.env:2:3");
  expect(objects[0]?.namespace).toBe("flux-system");
});

test.each([
  ["a", "a", "", ""],
  ["host:5000/a/b:v1", "host:5000/a/b", "v1", ""],
  ["host:5000/a/b", "host:5000/a/b", "", ""],
  ["a:v1@sha256:0", "a", "v1", "sha256:0"],
])("the image %s", (image, name, tag, digest) => {
  expect(parseImage(image)).toEqual({ name, tag, digest });
});
