import type { Datastore } from "../../domain/facts";
import type { Stage } from "../../domain/plan";
import { rollbackClass, undoSentences } from "../../domain/undo";

const stage = (from: string, to: string): Stage => ({ index: 1, from, to, kind: "patch", reason: "" });
const minor = stage("v1.35.4+k3s1", "v1.36.2+k3s1");
const patch = stage("v1.36.1+k3s1", "v1.36.2+k3s1");
const said = (datastore: Datastore, ...stages: Stage[]): string =>
  undoSentences({ stages, datastore, agentsAlone: false }).join("\n");

test.each([
  ["v1.36.2+k3s1", "v1.36.1+k3s1", "patch"],
  ["v1.36.2+k3s1", "v1.35.9+k3s1", "minor"],
  ["v1.36.2+k3s2", "v1.36.2+k3s1", "patch"],
])("from %s to %s is a %s", (from, to, expected) => {
  expect(rollbackClass(from, to)).toBe(expected);
});

test("a patch is swapped back and loses nothing", () => {
  expect(said("etcd", patch)).toContain("node by node");
  expect(said("etcd", patch)).not.toContain("loses");
});

test("a minor needs the data of before, and says what that loses", () => {
  expect(said("sqlite", minor)).toContain("the copy of the SQLite directory");
  expect(said("etcd", minor)).toContain("a cluster reset to the snapshot");
  for (const store of ["sqlite", "etcd"] as const) {
    expect(said(store, minor)).toContain("loses everything written to Kubernetes after the backup");
    expect(said(store, minor)).toContain("suspend them");
  }
});

test("agents alone need no datastore, and are told that a rollback would do more", () => {
  const agents = (stage: Stage): string =>
    undoSentences({ stages: [stage], datastore: "sqlite", agentsAlone: true }).join("\n");

  expect(agents(minor)).toContain("changes agents alone, and the datastore stays as it is");
  expect(agents(minor)).toContain("would take the servers and their datastore back");
  expect(agents(minor)).not.toContain("loses everything");
  expect(agents(patch)).toContain("node by node");
});

test("an external database is not promised to be ours", () => {
  expect(said("external", minor)).toContain("by its own tool");
  expect(said("external", minor)).not.toContain("can be undone node by node");
});

test("speaks of later stages only when there are some, and not at all of nothing", () => {
  expect(said("sqlite", patch)).not.toContain("later stage");
  expect(said("sqlite", patch, minor)).toContain("later stage");
  expect(said("sqlite")).toBe("");
});
