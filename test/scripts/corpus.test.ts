import type { Verdict } from "../../scripts/corpus/check";
import { differs, verdict } from "../../scripts/corpus/check";
import { Corpus } from "../../scripts/corpus/corpus";
import { CHECKS } from "../../scripts/corpus/registry";
import { type Files, writeTree } from "../helpers/git-tree";

const crd = (versions: readonly string[]): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: helmreleases.helm.toolkit.fluxcd.io}
spec:
  group: helm.toolkit.fluxcd.io
  names: {kind: HelmRelease}
  versions:
${versions.map((name, i) => `    - {name: ${name}, served: true, storage: ${i === 0}}\n`).join("")}`;

const release = (apiVersion: string): string => `apiVersion: ${apiVersion}
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec: {chart: {spec: {chart: web, version: 1.2.3, sourceRef: {kind: HelmRepository, name: charts}}}}
`;

const FILES: Files = {
  "gitops/home/a.yaml": release("helm.toolkit.fluxcd.io/v2beta1"),
  "gitops/home/broken.yaml": "a: [",
  "flux/gotk-components/v2.6.4.yaml": crd(["v2", "v2beta1"]),
  "flux/gotk-components/v2.7.0.yaml": crd(["v2"]),
  "api-lifecycle/k8s-api-lifecycle.json": JSON.stringify({
    apis: [{ apiVersion: "policy/v1beta1", kind: "PodDisruptionBudget", effectiveRemoved: "1.25" }],
  }),
};

async function judge(files: Files): Promise<Verdict[]> {
  const corpus = new Corpus(writeTree(files));
  const verdicts: Verdict[] = [];
  for (const check of CHECKS) verdicts.push(...(await check.run(corpus)));
  return verdicts;
}

const failed = (verdicts: readonly Verdict[]): string[] =>
  verdicts.filter(({ passed }) => passed === false).map(({ name, figures }) => `${name}: ${figures}`);

test("a tree that nobody has counted is judged by what must always hold", async () => {
  const verdicts = await judge(FILES);
  expect(failed(verdicts)).toEqual([]);
  const figures = new Map(verdicts.map(({ name, figures: it }) => [name, it]));
  expect(figures.get("charts home")).toBe("0 of 1 resolved, 0 by name only, 1 explained");
  expect(figures.get("removals home flux v2.7.0")).toMatch(/^1 objects newly removed/);
});

test("a removal without a replacement, a table that is behind and a broken definition fail", async () => {
  const verdicts = await judge({
    ...FILES,
    "flux/gotk-components/v2.7.0.yaml": crd(["v2"]).replace(
      "served: true, storage: true",
      "served: false, storage: false",
    ),
    "api-lifecycle/k8s-api-lifecycle.json": JSON.stringify({
      apis: [{ apiVersion: "policy/v1beta1", kind: "PodDisruptionBudget", effectiveRemoved: "1.24" }],
    }),
  });
  expect(failed(verdicts).map((it) => it.split(":")[0])).toEqual([
    "crds flux v2.7.0",
    "removals home flux v2.7.0",
    "kubernetes removals",
  ]);
});

test("what a corpus does not have is not judged", async () => {
  const verdicts = await judge({ "gitops/home/a.yaml": release("helm.toolkit.fluxcd.io/v2") });
  expect(failed(verdicts)).toEqual([]);
  const judged = verdicts.filter(({ passed }) => passed !== null);
  expect(new Set(judged.map(({ name }) => name.split(" ")[0]))).toEqual(
    new Set(["tree", "charts", "pins", "detection", "speed"]),
  );
  const left = verdicts.filter(({ passed }) => passed === null).map(({ name }) => name);
  expect(left).toEqual(expect.arrayContaining(["crds", "removals", "kubernetes removals", "support ends"]));
});

test("a missing folder is one clear error", () => {
  expect(() => new Corpus("/nowhere/at/all")).toThrow(expect.objectContaining({ code: "CORPUS_MISSING" }));
});

test("complaints are counted, and only the first are told", () => {
  expect(verdict("a", "4 things", ["1", "2", "3", "4", "5"]).figures).toBe("4 things; 1; 2; 3 and 2 more");
  expect(differs("a", [1], undefined)).toEqual([]);
  expect(differs("a", [1], [1])).toEqual([]);
  expect(differs("a", [1], [2])).toEqual(["a: [1], recorded [2]"]);
});
