import { driftBetween, liveCharts, withoutDigest } from "../../../domain/gitops/drift";
import { viewOf } from "../../helpers/git-tree";

const SOURCE = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "HelmRepository",
  metadata: { name: "charts", namespace: "shop" },
  spec: { url: "https://c.org" },
};

const release = (name: string, version: string, more: object = {}, status: object = {}) => ({
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: { name, namespace: "shop" },
  spec: {
    chart: { spec: { chart: name, version, sourceRef: { kind: "HelmRepository", name: "charts" } } },
    ...more,
  },
  status,
});

const deployed = (chartVersion: string) => ({ history: [{ chartVersion }, { chartVersion: "0.0.1" }] });

async function drift(git: readonly object[], live: readonly object[]): Promise<string[]> {
  const text = [SOURCE, ...git].map((it) => JSON.stringify(it)).join("\n---\n");
  const view = await viewOf({ "a.yaml": text });
  const found = driftBetween(view.charts, liveCharts([SOURCE, ...live]));
  return found.map((it) => `${it.owner.name} ${it.kind} "${it.git}" "${it.live}"`);
}

test.each([
  ["the same", release("a", "1.2.3", {}, deployed("1.2.3")), []],
  ["a digest behind it", release("a", "1.2.3", {}, deployed("1.2.3+dbae01c0bd1d")), []],
  ["a v before it", release("a", "1.2.3", {}, deployed("v1.2.3")), []],
  ["nothing deployed yet", release("a", "1.2.3"), []],
  ["not applied", release("a", "1.2.2", {}, deployed("1.2.2")), ['a not-applied "1.2.3" "1.2.2"']],
  ["not deployed", release("a", "1.2.3", {}, deployed("1.2.2")), ['a not-deployed "1.2.3" "1.2.2"']],
  [
    "suspended",
    release("a", "1.2.3", { suspend: true }, deployed("1.2.3")),
    ['a suspended-live "1.2.3" "1.2.3"'],
  ],
])("in the cluster %s", async (_name, live, expected) => {
  expect(await drift([release("a", "1.2.3")], [live])).toEqual(expected);
});

test("a range is the cluster's to move, and either side may have what the other has not", async () => {
  const git = [release("a", "1.x"), release("b", "2.0.0")];
  const live = [release("a", "1.x", {}, deployed("1.9.0")), release("c", "3.0.0")];
  expect(await drift(git, live)).toEqual(['b only-in-git "2.0.0" ""', 'c only-in-cluster "" "3.0.0"']);
});

test("live releases are resolved as those in Git are", () => {
  const [found] = liveCharts([SOURCE, release("a", "1.2.3", {}, deployed("1.2.3+dbae01c0bd1d"))]);
  expect(found?.deployed).toBe("1.2.3");
  expect(found?.use.resolution).toMatchObject({ chart: "a", source: { type: "helm", url: "https://c.org" } });
});

test("a chart's own build metadata is no digest", () => {
  expect(withoutDigest("1.2.3+up4.5.6")).toBe("1.2.3+up4.5.6");
  expect(withoutDigest("1.2.3+up4.dbae01c0bd1d")).toBe("1.2.3+up4");
});
