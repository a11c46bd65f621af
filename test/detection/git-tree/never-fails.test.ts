// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Flux.
import fc from "fast-check";
import { parseSource } from "../../../detection/git-tree/parse";
import { removedByKubernetes } from "../../../domain/gitops/api/removals";
import { placeOf, sourceOf } from "../../../domain/gitops/place";
import { type GitTree, type TreeFile, writtenObjects } from "../../../domain/gitops/tree";
import { gitView } from "../../../domain/gitops/view";

/** Pieces that manifests are made of, so that chance gets past the first line. */
const PIECES = [
  "apiVersion: v1",
  "apiVersion: helm.toolkit.fluxcd.io/v2",
  "apiVersion: kustomize.toolkit.fluxcd.io/v1",
  "apiVersion: fluxcd.controlplane.io/v1",
  "apiVersion: [1]",
  "kind: HelmRelease",
  "kind: Kustomization",
  "kind: ConfigMap",
  "kind: ResourceSet",
  "kind: List",
  "metadata: {name: a, namespace: b}",
  "metadata: a",
  "spec: {path: ./, sourceRef: {kind: GitRepository, name: x}, suspend: true}",
  "spec: {path: ../.., targetNamespace: [], patches: [{patch: '- op: add'}]}",
  "spec: {chart: {spec: {chart: longhorn, version: 1, sourceRef: {kind: HelmRepository, name: r}}}}",
  "spec: {chartRef: null, postBuild: {substitute: {A: b}}, dependsOn: [a, {name: a}]}",
  "resources: [a.yaml, b, ., .., {}, null, https://x.org/y]",
  "components: [b, .]",
  "patches: [{path: a.yaml}, {patch: 'a: b', target: {name: '('}}, 1]",
  "images: [{name: x, newTag: 1}, 7]",
  "namespace: c",
  "data: {A: '${B:=${C}}', D: 1}",
  "items: [{apiVersion: v1, kind: X}, 3]",
  "---",
  "x: &x [*x]",
  "y: &y {<<: *y}",
  "- a",
  "}",
  "\t",
  "{{ if }}",
  "a: |",
  "sops:",
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 12 })), { maxLength: 14 })
  .map((lines) => lines.join("\n"));

const PATHS = ["kustomization.yaml", "a.yaml", "b/kustomization.yaml", "b/c.yaml"];

function treeOf(texts: readonly string[]): GitTree {
  const parsed = PATHS.map((path, i) => parseSource(sourceOf(path, texts[i] ?? "")));
  const files = new Map<string, TreeFile>(parsed.map(({ file }) => [file.source.path, file]));
  const findings = parsed.flatMap((it) => it.findings);
  return { files, texts: new Map(), ignores: new Map(), unreadable: new Set(), findings };
}

test("whatever is in the files, there is a view, and every place lies within its file", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 4, maxLength: 4 }), (texts) => {
      const tree = treeOf(texts);
      const view = gitView(tree);
      for (const { place } of view.findings) {
        const lines = (texts[PATHS.indexOf(place?.file ?? "")] ?? "").split("\n").length;
        if (place !== null) expect(place.line <= lines && place.column >= 1).toBe(true);
      }
      for (const { at } of removedByKubernetes(writtenObjects(tree), 42)) if (at) placeOf(at);
    }),
    { numRuns: 300 },
  );
});
