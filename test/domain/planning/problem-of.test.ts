import { finding } from "../../../domain/finding-codes";
import { k3sStagesAhead } from "../../../domain/planning/k3s-goal";
import { orderFindings } from "../../../domain/planning/order-findings";
import { PlanReport } from "../../../domain/planning/plan-report";
import { type PlanningInput, problemOf } from "../../../domain/planning/problem-of";
import { reportPlan } from "../../../domain/planning/report-plan";
import { solve } from "../../../domain/solver";
import { component, core, NOW, release } from "../detect/fixtures";
import { thrownBy } from "../fixtures";
import { evidenced, planning } from "./fixtures";

const k3s = (...versions: readonly string[]) =>
  evidenced(
    core("k3s", "v1.35.4+k3s1"),
    ["v1.35.4+k3s1", ...versions].map((it) => release(it)),
  );

/** Runs up to Kubernetes 1.35; its next version accepts 1.36 as well. */
const web = evidenced(component({ current: "1.0.0" }), [
  release("1.0.0", { kubeVersion: "<1.36.0-0" }),
  release("1.1.0", { kubeVersion: "<1.37.0-0" }),
]);

function reportOf(input: PlanningInput): PlanReport {
  const { problem, findings } = problemOf(input);
  return reportPlan({ cluster: "home", now: NOW, problem, solution: solve(problem), findings });
}

const steps = ({ stages }: PlanReport): string[] =>
  stages.flatMap((stage) => stage.steps.map(({ component: id, to, by }) => `${by} ${id} ${to}`));

describe("a chart that does not accept the next Kubernetes", () => {
  const report = reportOf(planning([k3s("v1.36.3+k3s1"), web]));

  test("is updated first, by a commit, although nobody asked for it", () => {
    expect(steps(report)).toEqual(["propose helmrelease/shop/web 1.1.0", "up k3s v1.36.3+k3s1"]);
    expect(report.next).toMatchObject({ by: "propose", step: 1 });
  });

  test("keeps up from going on with k3s, and says what comes first", () => {
    expect(k3sStagesAhead(report)).toEqual([]);
    const [found] = orderFindings(report);
    expect(found).toMatchObject({ code: "PLAN_STEP_IN_GIT", severity: "blocker" });
    expect(found?.message).toBe("helmrelease/shop/web 1.0.0 -> 1.1.0 comes first, the first of 2 stages");
  });

  test("is written as the schema says", () => {
    expect(PlanReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });
});

test("stages of k3s up to the next commit are performed one after the other", () => {
  const late = evidenced(component({ current: "1.0.0" }), [
    release("1.0.0", { kubeVersion: "<1.37.0-0" }),
    release("1.1.0", { kubeVersion: ">=1.36.0-0" }),
  ]);
  const report = reportOf(planning([k3s("v1.36.3+k3s1", "v1.37.2+k3s1"), late]));
  expect(steps(report)).toEqual([
    "up k3s v1.36.3+k3s1",
    "propose helmrelease/shop/web 1.1.0",
    "up k3s v1.37.2+k3s1",
  ]);
  expect(k3sStagesAhead(report).map(({ from, to, kind }) => [from, to, kind])).toEqual([
    ["v1.35.4+k3s1", "v1.36.3+k3s1", "minor"],
  ]);
  expect(orderFindings(report)).toEqual([]);
});

test("without an order the facts that forbid one are in the way of k3s", () => {
  const stuck = evidenced(component({ current: "1.0.0" }), [release("1.0.0", { kubeVersion: "<1.36.0-0" })]);
  const report = reportOf(planning([k3s("v1.36.3+k3s1"), stuck]));
  expect(report).toMatchObject({ possible: false, next: null, stages: [] });
  expect(report.forbiddenBy).toContain("range:helmrelease/shop/web@1.0.0");
  expect(orderFindings(report)).toEqual([expect.objectContaining({ code: "PLAN_IMPOSSIBLE" })]);
});

test("a component whose source does not answer stays, and is not taken for up to date", () => {
  const unknown = {
    ...web,
    choice: null,
    listing: { kind: "unknown", source: "s", code: "C", because: "no answer", next: "" } as const,
  };
  const { problem } = problemOf(planning([k3s("v1.36.3+k3s1"), unknown]));
  expect(problem.components[1]).toMatchObject({ unknown: "no answer", candidates: [] });
});

test("k3s that nobody could be asked about is in the way of up, and not up to date", () => {
  const listing = { kind: "unknown", source: "s", code: "C", because: "no answer", next: "" } as const;
  const mute = { ...k3s(), choice: null, listing };
  const severities = (wanted: string) => {
    const wish = { versions: { k3s: wanted, charts: {} }, all: false };
    return orderFindings(reportOf(planning([mute], { wish }))).map(({ code, severity }) => [code, severity]);
  };
  expect(severities("channel:stable")).toEqual([["PLAN_HELD", "blocker"]]);
  expect(severities("v1.35.4+k3s1")).toEqual([]);
});

test("who runs nobody knows what is left out, and told", () => {
  const lost = { ...web, choice: null, component: component({ current: null }) };
  const { problem, findings } = problemOf(planning([k3s(), lost]));
  expect(problem.components.map(({ id }) => id)).toEqual(["k3s"]);
  expect(findings).toEqual([expect.objectContaining({ code: "PLAN_LEFT_OUT" })]);
});

test("what waits for others is on offer, what was decided or needs time is not", () => {
  const chart = evidenced(component({ current: "1.0.0" }), [
    release("1.0.0"),
    release("1.1.0", { kubeVersion: ">=1.36.0-0" }),
    release("1.2.0", { prerelease: true }),
    release("1.3.0", { deprecated: true }),
  ]);
  const { problem } = problemOf(planning([k3s(), chart]));
  const withheld = problem.components[1]?.candidates.map(({ version, withheld: why }) => [version, why]);
  expect(withheld).toEqual([
    ["1.3.0", "is deprecated by its source"],
    ["1.2.0", "is a prerelease"],
    ["1.1.0", null],
  ]);
});

test("a wish that fits nothing is told", () => {
  const wish = {
    versions: { k3s: "channel:latest", flux: "v2.8.0", charts: { grafna: "1.0.0" } },
    all: false,
  };
  const { findings, problem } = problemOf(planning([k3s(), web], { wish }));
  expect(findings.map(({ code, subject }) => [code, subject])).toEqual([
    ["PLAN_NAME_UNKNOWN", "versions.flux"],
    ["PLAN_NAME_UNKNOWN", "versions.charts.grafna"],
  ]);
  expect(problem.policy.desired).toEqual({ k3s: "channel:latest" });
});

test("the first pattern that fits a chart counts, and --all wishes for the rest", () => {
  const other = evidenced(component({ id: "helmrelease/shop/api", name: "api" }), [release("1.0.0")]);
  const charts = { "helmrelease/shop/w*": "1.1.0", web: "1.0.0" };
  const wish = { versions: { k3s: "v1.35.4+k3s1", charts }, all: true };
  const { problem } = problemOf(planning([k3s(), web, other], { wish }));
  expect(problem.policy.desired).toEqual({
    k3s: "v1.35.4+k3s1",
    "helmrelease/shop/web": "1.1.0",
    "helmrelease/shop/api": "channel:latest",
  });
});

test("without k3s there is no order to speak of", () => {
  expect(() => problemOf(planning([web]))).toThrow(expect.objectContaining({ code: "PLAN_WITHOUT_K3S" }));
});

test("a cluster that could not be seen is named as the cause", () => {
  const unseen = [finding("CLUSTER_UNKNOWN", "cluster", "there is no kubeconfig")];
  const error = thrownBy(() => problemOf(planning([web], { unseen })));
  expect(error).toMatchObject({ message: expect.stringContaining("cluster: there is no kubeconfig") });
});
