import { choose } from "../../../domain/detect/choice";
import type { Component } from "../../../domain/detect/component";
import type { Evidenced, Surroundings } from "../../../domain/detect/evidence";
import { judge } from "../../../domain/detect/judge";
import { removedValues } from "../../../domain/detect/removed-values";
import type { DetectionReport } from "../../../domain/detect/report";
import { newsSince } from "../../../domain/detect/since";
import { summaryOf } from "../../../domain/detect/summary";
import { writtenObjects } from "../../../domain/gitops/tree";
import { fromPlain } from "../../../domain/gitops/value";
import type { Release, Unknown } from "../../../domain/listing";
import type { SecurityVerdict } from "../../../domain/security";
import { treeOf } from "../../helpers/git-tree";
import { component, context, core, listed, release } from "./fixtures";

const AROUND: Surroundings = {
  verdicts: [],
  inUse: { objects: [], uses: [], crds: [] },
  controllers: new Map(),
  longhornDangers: [],
};

function evidenced(of: Component, releases: readonly Release[], over: Partial<Evidenced> = {}): Evidenced {
  const listing = listed(...releases);
  const choice = choose(of, listing, context());
  return { component: of, listing, choice, target: null, support: null, values: null, ...over };
}

const away: Unknown = {
  kind: "unknown",
  source: "x",
  code: "SOURCE_UNREACHABLE",
  because: "it is away.",
  next: "wait.",
};

test("a source that does not answer is unknown, with the reason, and never up to date", () => {
  const report = judge({ ...evidenced(component(), []), listing: away, choice: null }, AROUND);

  expect(report).toMatchObject({
    status: "unknown",
    unknown_because: "it is away.",
    recommended_action: "find_out",
  });
  expect(summaryOf([report])).toMatchObject({ unknown: 1, recommended_action: "find_out" });
});

test("a chart whose source lists no versions is unknown as well", () => {
  const local = component({ question: null, unasked: "its chart lies in this repository" });
  expect(judge({ ...evidenced(local, []), listing: null, choice: null }, AROUND)).toMatchObject({
    status: "unknown",
    unknown_because: "its chart lies in this repository",
  });
});

test("notes are read over every version that is skipped", () => {
  const report = judge(
    evidenced(component({ current: "1.0.0" }), [
      release("1.2.0", { notes: "fixes" }),
      release("1.1.0", { notes: "## Breaking changes\n\nThe port is another one." }),
      release("1.0.0", { notes: "## Breaking changes\n\nold" }),
    ]),
    AROUND,
  );

  expect(report.breaking_changes).toMatchObject([
    { kind: "breaking", version: "1.1.0", source: "release-notes" },
  ]);
  expect(report).toMatchObject({ available_version: "1.2.0", risk: "high", recommended_action: "decide" });
});

test("a k3s patch that carries another Traefik is not called harmless", () => {
  const table = (traefik: string) => `| Component | Version |\n|---|---|\n| Traefik | ${traefik} |\n`;
  const report = judge(
    evidenced(core("k3s", "v1.32.1+k3s1"), [
      release("v1.32.2+k3s1", { notes: table("v3.3.2") }),
      release("v1.32.1+k3s1", { notes: table("v2.11.18") }),
    ]),
    AROUND,
  );

  expect(report).toMatchObject({ update_type: "patch", risk: "high" });
  expect(report.breaking_changes[0]?.title).toContain("Traefik goes from v2.11.18 to v3.3.2");
});

const verdict = (version: string, id = "GO-1"): SecurityVerdict => ({
  status: "affected",
  package: "github.com/k3s-io/k3s",
  version,
  id,
  aliases: [],
  summary: "a fault",
  severity: "high",
  url: "https://example.org/GO-1",
  matched: "<1.33.10",
  fixedIn: "1.33.10",
});

test("a security update is one that mends a fault of what runs, and says which", () => {
  const of = evidenced(core("k3s", "v1.33.4+k3s1"), [release("v1.33.10+k3s1")]);
  const mended = judge(of, { ...AROUND, verdicts: [verdict("v1.33.4+k3s1")] });
  const still = judge(of, { ...AROUND, verdicts: [verdict("v1.33.4+k3s1"), verdict("v1.33.10+k3s1")] });

  expect(mended).toMatchObject({ security_update: true, recommended_action: "update_soon" });
  expect(mended.security).toMatchObject([{ id: "GO-1", matched: "<1.33.10", fixed_by_update: true }]);
  expect(still.security_update).toBe(false);
  expect(still.security).toHaveLength(1);
});

test("API versions that Flux drops are told with the exact edit, and block the update", async () => {
  const tree = await treeOf({
    "web.yaml":
      "apiVersion: helm.toolkit.fluxcd.io/v2beta1\nkind: HelmRelease\nmetadata: { name: web, namespace: shop }\n",
  });
  const served = { name: "v2", served: true, storage: true, deprecated: false, schema: undefined };
  const crd = { group: "helm.toolkit.fluxcd.io", kind: "HelmRelease", versions: [served] };
  const report = judge(
    evidenced(core("flux", "v2.6.4"), [release("v2.7.5")], {
      target: { crds: [crd], controllers: new Map() },
    }),
    {
      ...AROUND,
      inUse: {
        objects: writtenObjects(tree),
        uses: [],
        crds: [{ group: crd.group, kind: crd.kind, served: ["v2", "v2beta1"], stored: ["v2beta1", "v2"] }],
      },
    },
  );

  expect(report).toMatchObject({ status: "blocked", recommended_action: "prepare" });
  expect(report.removed_apis).toMatchObject([
    {
      where: "git",
      place: { file: "web.yaml", line: 1, column: 13 },
      edit: { find: "helm.toolkit.fluxcd.io/v2beta1", replace: "helm.toolkit.fluxcd.io/v2" },
    },
    {
      where: "stored",
      api_version: "helm.toolkit.fluxcd.io/v2beta1",
      next: "run flux migrate before the update.",
    },
  ]);
});

test("what Kubernetes drops on the way counts, what it dropped before does not", async () => {
  const binding = (version: string) =>
    `apiVersion: admissionregistration.k8s.io/${version}\nkind: ValidatingAdmissionPolicy\nmetadata: { name: ${version} }\n`;
  const tree = await treeOf({ "old.yaml": binding("v1alpha1"), "new.yaml": binding("v1beta1") });
  const around = { ...AROUND, inUse: { objects: writtenObjects(tree), uses: [], crds: [] } };
  const report = judge(evidenced(core("k3s", "v1.33.8+k3s1"), [release("v1.34.2+k3s1")]), around);

  expect(report.removed_apis.map(({ place }) => place?.file)).toEqual(["new.yaml"]);
});

test("a Longhorn that would be rolled back is blocked by that", () => {
  const of = evidenced(core("longhorn", "v1.9.2"), [release("v1.10.2")]);
  expect(judge(of, { ...AROUND, longhornDangers: ["it would be rolled back"] })).toMatchObject({
    status: "blocked",
  });
});

describe("values", () => {
  const value = (it: object) => fromPlain(it);

  test("that are set and gone are told; the user's own names below open maps are not", () => {
    const before = value({ a: { old: 1, kept: 2 }, labels: {}, gone: { x: 1 } });
    const after = value({ a: { kept: 2 }, labels: {} });
    const set = value({ a: { old: 5, kept: 3 }, labels: { mine: "x" }, gone: { x: 2 }, never: true });

    expect(removedValues(set, before, after, "2.0.0").map(({ title }) => title)).toEqual([
      "the value a.old, which is set here, is gone",
      "the value gone, which is set here, is gone",
    ]);
  });
});

test("news are what an earlier report did not have", () => {
  const at = (releases: readonly Release[]) => [judge(evidenced(component(), releases), AROUND)];
  const last = {
    timestamp: "2026-05-01T00:00:00Z",
    components: at([release("1.1.0")]),
  } as unknown as DetectionReport;

  expect(newsSince(last, at([release("1.2.0")])).updates).toMatchObject([{ available_version: "1.2.0" }]);
  expect(newsSince(last, at([release("1.1.0")])).updates).toEqual([]);
  expect(newsSince(last, at([])).settled).toEqual(["helmrelease/shop/web"]);
});
