import { minorRollbackSteps, patchRollbackSteps } from "../../domain/rollback-steps";
import { rolloutSteps } from "../../domain/rollout-steps";
import { STEP_KINDS, type Step } from "../../domain/steps";
import { thrownBy } from "./fixtures";

const to = "v1.36.3+k3s1";
const brief = (steps: readonly Step[]): string[] => steps.map(({ kind, node }) => `${kind} ${node ?? "-"}`);

const nodes = [
  { node: "server-1", done: false, disruption: "drain" },
  { node: "agent-1", done: true, disruption: "drain" },
  { node: "agent-2", done: false, disruption: "cordon" },
] as const;

const fleet = [
  { node: "server-1", role: "server" },
  { node: "server-2", role: "server" },
  { node: "agent-1", role: "agent" },
] as const;

describe("rolloutSteps", () => {
  test("stages everywhere, backs up, then goes node by node", () => {
    expect(brief(rolloutSteps({ to }, nodes))).toEqual([
      "preflight -",
      "lock -",
      "stage-binary server-1",
      "stage-binary agent-2",
      "backup -",
      "cordon server-1",
      "drain server-1",
      "swap server-1",
      "restart server-1",
      "wait-ready server-1",
      "recover server-1",
      "uncordon server-1",
      "settle server-1",
      "cordon agent-2",
      "swap agent-2",
      "restart agent-2",
      "wait-ready agent-2",
      "recover agent-2",
      "uncordon agent-2",
      "settle agent-2",
      "validate -",
      "unlock -",
    ]);
  });

  test("has ids that are unique, stable and say what they are", () => {
    const steps = rolloutSteps({ to }, nodes);
    expect(steps.map(({ id }) => id)).toContain("v1.36.3+k3s1/server-1/drain");
    expect(steps[0]?.id).toBe("v1.36.3+k3s1/cluster/preflight");
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
    for (const { title, node } of steps) expect(title).toContain(node ?? "");
  });

  test("does nothing when nothing is left to do", () => {
    expect(rolloutSteps({ to }, [{ node: "a", done: true, disruption: "drain" }])).toEqual([]);
  });

  test("what does harm when repeated is looked at first", () => {
    const careful = Object.entries(STEP_KINDS).filter(([, repeat]) => repeat === "observe-first");
    expect(careful.map(([kind]) => kind)).toEqual([
      "backup",
      "swap",
      "restart",
      "restore-binary",
      "clear-datastore",
    ]);
    expect(rolloutSteps({ to }, nodes).find(({ kind }) => kind === "swap")?.repeat).toBe("observe-first");
  });
});

describe("patchRollbackSteps", () => {
  test("swaps agents back before servers, the last server first", () => {
    const steps = brief(patchRollbackSteps("v1.36.2+k3s1", fleet));
    expect(steps.filter((step) => step.startsWith("restore-binary"))).toEqual([
      "restore-binary agent-1",
      "restore-binary server-2",
      "restore-binary server-1",
    ]);
    expect(steps.slice(2, 8)).toEqual([
      "cordon agent-1",
      "restore-binary agent-1",
      "restart agent-1",
      "wait-ready agent-1",
      "uncordon agent-1",
      "settle agent-1",
    ]);
    expect(steps.at(-1)).toBe("unlock -");
  });

  test("never touches the datastore", () => {
    const kinds = patchRollbackSteps("v1.36.2+k3s1", fleet).map(({ kind }) => kind);
    expect(kinds).not.toContain("restore-datastore");
    expect(kinds).not.toContain("stop-service");
  });

  test("is told apart from the way there", () => {
    expect(patchRollbackSteps(to, fleet)[0]?.id).toBe("rollback/v1.36.3+k3s1/cluster/preflight");
  });
});

describe("minorRollbackSteps", () => {
  test("with SQLite everything stops before anything is put back", () => {
    const small = fleet.filter(({ node }) => node !== "server-2");
    expect(brief(minorRollbackSteps("v1.35.4+k3s1", "sqlite", small))).toEqual([
      "preflight -",
      "lock -",
      "stop-service agent-1",
      "stop-service server-1",
      "restore-binary agent-1",
      "restore-binary server-1",
      "restore-datastore server-1",
      "start-service server-1",
      "wait-ready server-1",
      "start-service agent-1",
      "wait-ready agent-1",
      "uncordon server-1",
      "uncordon agent-1",
      "validate -",
      "unlock -",
    ]);
  });

  test("with etcd one server gets the data, and the others join it one after the other", () => {
    const steps = brief(minorRollbackSteps("v1.35.4+k3s1", "etcd", fleet));
    const restore = steps.indexOf("restore-datastore server-1");
    expect(steps.slice(2, restore)).toEqual([
      "stop-service agent-1",
      "stop-service server-1",
      "stop-service server-2",
      "restore-binary agent-1",
      "restore-binary server-1",
      "restore-binary server-2",
    ]);
    expect(steps.slice(restore, restore + 10)).toEqual([
      "restore-datastore server-1",
      "start-service server-1",
      "wait-member server-1",
      "clear-datastore server-2",
      "start-service server-2",
      "wait-member server-2",
      "wait-ready server-1",
      "wait-ready server-2",
      "start-service agent-1",
      "wait-ready agent-1",
    ]);
    expect(steps.filter((step) => step.startsWith("restore-datastore"))).toHaveLength(1);
  });

  test.each(["external", "none"] as const)("refuses to restore a datastore that is %s", (datastore) => {
    expect(thrownBy(() => minorRollbackSteps("v1.35.4+k3s1", datastore, fleet))).toMatchObject({
      kind: "blocked",
      code: "DATASTORE_EXTERNAL",
    });
  });

  test("refuses without a server", () => {
    expect(thrownBy(() => minorRollbackSteps("v1.35.4+k3s1", "etcd", []))).toMatchObject({
      code: "NO_SERVER",
    });
  });
});
