import { kubeObject } from "../../../domain/gitops/kube-object";
import { fromPlain } from "../../../domain/gitops/value";
import { milestones } from "../../../domain/planning/milestones";
import { plannedComponent } from "../../../domain/planning/planned-component";
import { usesInGit } from "../../../domain/planning/uses-in-git";
import { core, release } from "../detect/fixtures";
import { evidenced } from "./fixtures";

const flux = evidenced(core("flux", "v2.6.4"), [
  release("v2.6.4"),
  release("v2.7.0"),
  release("v2.7.5"),
  release("v2.8.8", { kubeVersion: ">=1.40.0-0" }),
  release("v2.8.9", { prerelease: true }),
  release("v2.9.0", { deprecated: true }),
]);

test("of each minor the newest version that may be used is a stop, and the one that is wanted", () => {
  expect(milestones(flux, undefined).sort()).toEqual(["v2.7.5", "v2.8.8"]);
  expect(milestones(flux, "2.7.0").sort()).toEqual(["v2.7.0", "v2.7.5", "v2.8.8"]);
  expect(milestones({ ...flux, choice: null }, "v2.7.0")).toEqual([]);
});

test("versions of Flux whose definitions were not read are not on offer, those that are withheld are told", () => {
  const crds = [
    {
      group: "g",
      kind: "K",
      versions: [{ name: "v1", served: true, storage: true, deprecated: false, schema: undefined }],
    },
  ];
  const read = { crds, controllers: new Map<string, string>() };
  const definitions = new Map([
    ["v2.6.4", read],
    ["v2.7.5", read],
  ]);
  const component = plannedComponent(flux, definitions);
  expect(component?.candidates.map(({ version }) => version)).toEqual(["v2.9.0", "v2.8.9", "v2.7.5"]);
  expect(component?.installed.crds).toEqual([
    { group: "g", kind: "K", versions: [{ name: "v1", served: true, storage: true }] },
  ]);
});

test("a version that its source no longer lists is still what is installed", () => {
  const gone = evidenced(core("flux", "v2.6.4"), [release("v2.7.5")]);
  expect(plannedComponent(gone)?.installed).toMatchObject({ version: "v2.6.4", crds: null });
});

test("what a release of k3s carries is known from its notes", () => {
  const notes = "| Component | Version |\n| --- | --- |\n| Traefik | v3.3.2 |\n";
  const k3s = evidenced(core("k3s", "v1.35.4+k3s1"), [release("v1.36.3+k3s1", { notes })]);
  expect(plannedComponent(k3s)?.candidates[0]?.bundles).toEqual({ Traefik: "v3.3.2" });
});

test("objects in Git are counted by the API version that they are written in", () => {
  const object = (apiVersion: string, name: string) =>
    kubeObject(fromPlain({ apiVersion, kind: "HelmRelease", metadata: { name, namespace: "shop" } }));
  const objects = [object("h.io/v2", "a"), object("h.io/v2", "b"), object("h.io/v1", "c"), object("v1", "d")];
  expect(usesInGit(objects.flatMap((it) => (it === null ? [] : [it])))).toEqual([
    { group: "h.io", version: "v2", kind: "HelmRelease", count: 2, examples: ["shop/a", "shop/b"] },
    { group: "h.io", version: "v1", kind: "HelmRelease", count: 1, examples: ["shop/c"] },
    { group: "", version: "v1", kind: "HelmRelease", count: 1, examples: ["shop/d"] },
  ]);
});
