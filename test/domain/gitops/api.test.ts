import { crdsOf, lostStoredVersions, preferredVersion, rankVersions } from "../../../domain/gitops/api/crds";
import { removalFinding, removedByCrds, removedByKubernetes } from "../../../domain/gitops/api/removals";
import { applyEdits, readyEdits, scalarEdit } from "../../../domain/gitops/edits";
import { describeAt } from "../../../domain/gitops/kube-object";
import { type GitTree, writtenObjects } from "../../../domain/gitops/tree";
import { REMOVED_APIS } from "../../../domain/removed-apis";
import { treeOf } from "../../helpers/git-tree";

const version = (name: string, flags: string, fields: string): string =>
  `    - {name: ${name}, ${flags}, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {${fields}}}}}}}\n`;

const crd = (versions: string, kind = "Release"): string => `---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${kind}.x.io}
spec:
  group: x.io
  names: {kind: ${kind}}
  versions:
${versions}`;

const TARGET =
  crd(
    version("v1beta1", "served: false, storage: false", "old: {type: string}") +
      version("v1beta2", "served: true, storage: false", "old: {type: string}") +
      version(
        "v2",
        "served: true, storage: true",
        "new: {type: string}, free: {type: object, x-kubernetes-preserve-unknown-fields: true}, list: {type: array, items: {type: object, properties: {a: {type: string}}}}, any: {type: object, additionalProperties: {type: string}}",
      ),
  ) + crd(version("v1", "served: true, storage: true", ""), "Other");

const crds = async (text: string) => {
  const tree = await treeOf({ "crds.yaml": text });
  return crdsOf([...tree.files.values()].flatMap(({ documents }) => documents.map(({ value }) => value)));
};

const object = (apiVersion: string, spec = "{}", kind = "Release"): string =>
  `---\n# kept\napiVersion: ${apiVersion} # why\nkind: ${kind}\nmetadata: {name: a}\nspec: ${spec}\n`;

const edited = (tree: GitTree, path: string, removals: ReturnType<typeof removedByCrds>): string => {
  const text = tree.files.get(path)?.source.text ?? "";
  const edits = removals.flatMap(({ at, replacement }) => (at ? [scalarEdit(at, replacement)] : []));
  return applyEdits(text, readyEdits(path, text, edits));
};

test("what is not served any more is replaced by what is stored, and nothing else changes", async () => {
  const tree = await treeOf({
    "a.yaml":
      object("x.io/v1beta1") +
      object("x.io/v1beta2") +
      object('"x.io/v1beta1"') +
      object("x.io/v1", "{}", "Other"),
  });
  const removals = removedByCrds(writtenObjects(tree), await crds(TARGET));
  expect(removals.map(({ at, replacement }) => `${describeAt(at)} ${replacement}`)).toEqual([
    "a.yaml:3:13 x.io/v2",
    "a.yaml:15:13 x.io/v2",
  ]);
  const expected =
    object("x.io/v2") + object("x.io/v1beta2") + object('"x.io/v2"') + object("x.io/v1", "{}", "Other");
  expect(edited(tree, "a.yaml", removals)).toBe(expected);
});

test("fields that the replacement lacks are named", async () => {
  const spec = "{old: x, new: y, free: {z: 1}, list: [{a: 1}, {b: 2}, {b: 3}], any: {k: v}}";
  const tree = await treeOf({ "a.yaml": object("x.io/v1beta1", spec) });
  const [removal] = removedByCrds(writtenObjects(tree), await crds(TARGET));
  expect(removal?.unknownFields).toEqual(["spec.old", "spec.list[].b"]);
  expect(removal && removalFinding(removal, "X v2").message).toBe(
    "X v2 does not serve x.io/v1beta1 of Release a; write x.io/v2. It has no spec.old, spec.list[].b.",
  );
});

test("a kind that goes altogether has no replacement, one of another component is left alone", async () => {
  const tree = await treeOf({ "a.yaml": object("x.io/v1", "{}", "Other") });
  const [installed, target] = [
    await crds(TARGET),
    await crds(crd(version("v2", "served: true, storage: true", ""))),
  ];
  expect(
    removedByCrds(writtenObjects(tree), target, installed).map(({ replacement }) => replacement),
  ).toEqual([""]);
  const foreign = await crds(TARGET.replaceAll("group: x.io", "group: y.io"));
  expect(removedByCrds(writtenObjects(tree), foreign, installed)).toEqual([]);
});

test("patches age as well, those within a kustomization too", async () => {
  const tree = await treeOf({
    "kustomization.yaml": "patches:\n  - path: p.yaml\n",
    "p.yaml": object("x.io/v1beta1"),
    "flux.yaml":
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k}\nspec:\n  patches:\n    - patch: |\n        apiVersion: x.io/v1beta1\n        kind: Release\n        metadata: {name: a}\n",
  });
  const removals = removedByCrds(writtenObjects(tree), await crds(TARGET));
  expect(removals.map(({ at }) => describeAt(at)).sort()).toEqual(["flux.yaml:7:21", "p.yaml:3:13"]);
  expect(
    edited(
      tree,
      "flux.yaml",
      removals.filter(({ at }) => at?.source.path === "flux.yaml"),
    ),
  ).toContain("        apiVersion: x.io/v2\n        kind: Release\n");
});

test("versions rank as in Kubernetes", async () => {
  const names = ["v1beta1", "v1", "v1alpha3", "v2beta1", "v1beta2", "v2", "v10"];
  expect(names.sort(rankVersions)).toEqual(["v10", "v2", "v1", "v2beta1", "v1beta2", "v1beta1", "v1alpha3"]);
  const [release] = await crds(TARGET);
  expect(release && preferredVersion(release)?.name).toBe("v2");
  expect(release && lostStoredVersions(["v1alpha1", "v1beta1", "v2"], release)).toEqual(["v1alpha1"]);
});

test("Kubernetes' own removals name a version that the target still serves", async () => {
  const tree = await treeOf({
    "a.yaml":
      object("policy/v1beta1", "{}", "PodDisruptionBudget") +
      object("extensions/v1beta1", "{}", "PodSecurityPolicy"),
  });
  const found = (minor: number): string[] =>
    removedByKubernetes(writtenObjects(tree), minor).map(
      ({ object: it, replacement }) => `${it.kind} ${replacement}`,
    );
  expect(found(24)).toEqual(["PodSecurityPolicy policy/v1beta1"]);
  expect(found(25)).toEqual(["PodDisruptionBudget policy/v1", "PodSecurityPolicy "]);
});

test("no replacement of Kubernetes' own is itself gone at any minor", async () => {
  for (const { group, version: name, kind, removedIn } of REMOVED_APIS) {
    const tree = await treeOf({ "a.yaml": object(`${group}/${name}`, "{}", kind) });
    const [removal] = removedByKubernetes(writtenObjects(tree), Number(removedIn.split(".")[1]));
    const gone = REMOVED_APIS.some(
      (it) =>
        `${it.group}/${it.version}` === removal?.replacement &&
        it.kind === kind &&
        it.removedIn === removedIn,
    );
    expect(gone).toBe(false);
  }
});
