import type { ApiUse } from "../../../domain/facts";
import type { Problem } from "../../../domain/solver/problem";
import { solve } from "../../../domain/solver/solve";
import type { NoPlan, SolvedPlan, SolvedStep } from "../../../domain/solver/solved-plan";
import { candidate, component, policy, problem } from "./fixtures";
import { fluxAt, k3s, ladder } from "./ladder";
import { firstBreach } from "./naive";

function planOf(given: Problem): SolvedPlan {
  const solution = solve(given);
  if ("none" in solution) throw new Error(JSON.stringify(solution.none.findings, null, 1));
  return solution.plan;
}

function noneOf(given: Problem): NoPlan {
  const solution = solve(given);
  if ("plan" in solution) throw new Error(steps(solution.plan).map(told).join("\n"));
  return solution.none;
}

const steps = ({ stages }: SolvedPlan): SolvedStep[] => stages.flatMap((stage) => stage.steps);
const told = ({ component: id, action, to }: SolvedStep): string => `${action} ${id} ${to}`;
const use = (group: string, version: string, kind: string, count = 1): ApiUse => ({
  group,
  version,
  kind,
  count,
  examples: [],
});

describe("the ladder from k3s 1.33, Flux 2.6 and Longhorn 1.9", () => {
  const plan = planOf(ladder());

  test("goes over Flux 2.8, k3s 1.34, Flux 2.9, Longhorn and then the rest of k3s", () => {
    expect(steps(plan).map(told)).toEqual([
      "update flux v2.8.8",
      "update k3s v1.34.6+k3s1",
      "migrate flux v2.8.8",
      "update flux v2.9.4",
      "update longhorn v1.10.2",
      "update longhorn v1.11.3",
      "update longhorn v1.12.1",
      "update k3s v1.35.6+k3s1",
      "update k3s v1.36.2+k3s1",
    ]);
    expect(plan.stages.map(({ kind, k3s: on }) => `${kind} on ${on}`)).toEqual([
      "flux on v1.33.10+k3s1",
      "k3s on v1.33.10+k3s1",
      "flux on v1.34.6+k3s1",
      "longhorn on v1.34.6+k3s1",
      "longhorn on v1.34.6+k3s1",
      "longhorn on v1.34.6+k3s1",
      "k3s on v1.34.6+k3s1",
      "k3s on v1.35.6+k3s1",
    ]);
    expect(plan.findings).toEqual([]);
  });

  test.each<[number, string, number | null, string, string]>([
    [1, "stop", 4, "definitions:flux@v2.9.4", "v2.9.4 does not know image.toolkit.fluxcd.io/v1beta2"],
    [1, "before", 2, "range:flux@v2.6.4", "Flux v2.6.4 needs Kubernetes >=1.31.0-0, <1.34.0-0"],
    [2, "stop", 8, "rule:k3s/one-minor", "servers may not skip a minor"],
    [2, "before", 4, "range:flux@v2.9.4", "Flux v2.9.4 needs Kubernetes >=1.34.0-0"],
    [3, "prepares", 4, "definitions:flux@v2.9.4", "in which objects may be stored"],
    [4, "after", 2, "range:flux@v2.9.4", "Flux v2.9.4 needs Kubernetes >=1.34.0-0"],
    [4, "before", 9, "range:flux@v2.8.8", "Flux v2.8.8 needs Kubernetes >=1.33.0-0, <1.36.0-0"],
    [5, "stop", 6, "rule:longhorn/one-minor", "Longhorn refuses to skip a minor"],
    [7, "goal", null, "desired:longhorn", "is the version that is wanted"],
    [9, "after", 4, "range:flux@v2.8.8", "Flux v2.8.8 needs Kubernetes"],
  ])("step %i says %s %s because of %s", (index, relation, step, fact, text) => {
    const reason = steps(plan)[index - 1]?.reasons.find((it) => it.relation === relation);
    expect(reason).toMatchObject({ relation, step });
    expect(reason?.facts).toContain(fact);
    expect(reason?.text).toContain(text);
  });

  test("avoids the releases of Longhorn that need a hotfix, and k3s' older patches", () => {
    const passed = steps(plan).map(({ to }) => to);
    for (const version of ["v1.10.1", "v1.11.0", "v1.34.5+k3s1"]) expect(passed).not.toContain(version);
  });

  test("edits and migrates what the next definitions drop, right before they do", () => {
    const helm = "helm.toolkit.fluxcd.io";
    const given = ladder({
      git: [use(helm, "v2beta1", "HelmRelease", 39), use(helm, "v2", "HelmRelease", 4)],
      stored: [
        { group: helm, kind: "HelmRelease", versions: ["v2beta1", "v2"] },
        { group: "longhorn.io", kind: "Volume", versions: ["v1beta1", "v1beta2"] },
      ],
    });
    const { stages } = planOf(given);
    expect(stages[0]?.steps.map(told)).toEqual([
      "edit flux v2.6.4",
      "migrate flux v2.6.4",
      "update flux v2.8.8",
    ]);
    expect(stages[0]?.steps[0]?.changes).toEqual([
      {
        place: "git",
        from: `${helm}/v2beta1 HelmRelease`,
        to: `${helm}/v2 HelmRelease`,
        count: 39,
        examples: [],
      },
    ]);
    const first = stages.find(({ kind }) => kind === "longhorn");
    expect(first?.steps.map(told)).toEqual(["migrate longhorn v1.9.2", "update longhorn v1.10.2"]);
    expect(firstBreach(given, planOf(given))).toBeNull();
  });

  test("goes on to Longhorn 1.13 only where Kubernetes is new enough for it", () => {
    const given = ladder();
    const [flux, chart, longhorn] = [given.components[1], given.components[0], given.components[2]];
    if (flux === undefined || chart === undefined || longhorn === undefined)
      throw new Error("three components");
    const next = candidate("v1.13.0", { crds: longhorn.candidates.at(-1)?.crds ?? null });
    const components = [chart, flux, { ...longhorn, candidates: [...longhorn.candidates, next] }];
    const wanted = policy({ desired: { longhorn: "v1.13.0" } });
    // Nobody asked for Flux and k3s; but Longhorn 1.13 needs Kubernetes 1.34, and Flux 2.6 does not support that.
    expect(steps(planOf({ ...given, components, policy: wanted })).map(told)).toEqual([
      "update flux v2.8.8",
      "update longhorn v1.10.2",
      "update longhorn v1.11.3",
      "update longhorn v1.12.1",
      "update k3s v1.34.6+k3s1",
      "update longhorn v1.13.0",
    ]);
  });
});

test("Flux 2.5 with OCIRepositories reaches 2.8 only over a version that defines both", () => {
  const given = problem(
    [
      component("k3s", "k3s", ["v1.33.10+k3s1"]),
      component("flux", "flux", ["v2.5.1", "v2.6.4", "v2.7.5", "v2.8.8"].map(fluxAt)),
    ],
    { policy: policy({ desired: { flux: "v2.8.8" } }) },
  );
  expect(steps(planOf(given)).map(told)).toEqual([
    "update flux v2.7.5",
    "migrate flux v2.7.5",
    "update flux v2.8.8",
  ]);
});

describe("when there is no plan", () => {
  test("a minor without a release is named", () => {
    const versions = ["v1.33.10+k3s1", "v1.34.6+k3s1", "v1.36.2+k3s1"];
    const none = noneOf(problem([k3s(versions)], { policy: policy({ desired: { k3s: "v1.36.2+k3s1" } }) }));
    expect(none.core).toEqual(["desired:k3s", "rule:k3s/one-minor"]);
    expect(none.findings[1]?.message).toContain("no 1.35 is on offer");
  });

  test("the etcd gate counts where etcd is", () => {
    const given = problem([k3s(["v1.33.5+k3s1", "v1.34.6+k3s1"])], {
      policy: policy({ desired: { k3s: "v1.34.6+k3s1" } }),
    });
    expect(steps(planOf(given))).toHaveLength(1);
    const none = noneOf({ ...given, traits: new Set(["embedded-etcd"]) });
    expect(none.core).toEqual(["desired:k3s", "rule:k3s/stops"]);
  });

  test("a chart whose source is unknown stays, and is named as what holds k3s back", () => {
    const chart = component("apps/old", "chart", [candidate("1.0.0", { kubeVersion: "<1.34.0-0" })], {
      unknown: "the registry does not answer",
    });
    const wanted = policy({ desired: { k3s: "v1.34.6+k3s1", "apps/old": "channel:latest" } });
    const none = noneOf(problem([k3s(), chart], { policy: wanted }));
    expect([...none.core].sort()).toEqual(["desired:k3s", "range:apps/old@1.0.0", "stays:apps/old"]);
    expect(none.findings.map(({ code }) => code)).toContain("PLAN_HELD");
    const range = none.findings.find(({ code }) => code === "PLAN_RANGE");
    expect(range?.next).toContain('accept "range:apps/old@1.0.0"');
  });

  test("an accepted fact counts no more, and is told", () => {
    const chart = component("apps/old", "chart", [candidate("1.0.0", { kubeVersion: "<1.34.0-0" })]);
    const wanted = policy({ desired: { k3s: "v1.34.6+k3s1" }, accept: ["range:apps/old@1.0.0"] });
    const plan = planOf(problem([k3s(), chart], { policy: wanted }));
    expect(steps(plan).map(told)).toEqual(["update k3s v1.34.6+k3s1"]);
    expect(plan.findings.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      "PLAN_ACCEPTED range:apps/old@1.0.0",
    ]);
  });

  test("what a component refuses itself cannot be accepted", () => {
    const given = problem([k3s()], { policy: policy({ accept: ["rule:k3s/one-minor"] }) });
    expect(() => solve(given)).toThrow("cannot be accepted");
  });

  test("those that wait for each other are named", () => {
    const charts = ["a", "b"].map((id) => component(id, "chart", ["1.0.0", "1.1.0"]));
    const dependsOn = [
      { component: "a", on: "b" },
      { component: "b", on: "a" },
    ];
    const none = noneOf(
      problem([k3s(), ...charts], { policy: policy({ desired: { a: "1.1.0", b: "1.1.0" }, dependsOn }) }),
    );
    expect([...none.core].sort()).toEqual(["desired:a", "desired:b", "order:a/b", "order:b/a"]);
  });

  test("an API without an overlap is told with the definitions that lack it", () => {
    const slices = [use("resource.k8s.io", "v1alpha3", "ResourceSlice", 3)];
    const wanted = policy({ desired: { k3s: "v1.34.6+k3s1" } });
    const none = noneOf(problem([k3s()], { git: slices, policy: wanted }));
    expect(none.core).toContain("git:k3s/resource.k8s.io/v1alpha3 ResourceSlice");
  });
});

describe("policy", () => {
  const chart = component("apps/web", "chart", [
    candidate("1.0.0"),
    candidate("1.4.0", { channels: ["stable"] }),
    candidate("2.0.0", { kubeVersion: ">=1.40.0-0" }),
    candidate("2.1.0", { withheld: "was taken back" }),
  ]);
  const web = (over: Parameters<typeof policy>[0]) =>
    planOf(
      problem([k3s(["v1.34.6+k3s1"]), chart], {
        policy: policy({ desired: { k3s: "v1.34.6+k3s1" }, ...over }),
      }),
    );
  const both = { k3s: "v1.34.6+k3s1" };

  test("a channel means the newest that may be had, and says what it passes over", () => {
    const plan = web({ desired: { ...both, "apps/web": "channel:latest" } });
    expect(steps(plan).map(told)).toEqual(["update apps/web 1.4.0"]);
    expect(plan.findings.map(({ subject, message }) => `${subject} ${message}`)).toEqual([
      "apps/web 2.1.0 was taken back",
      "apps/web 2.0.0 needs Kubernetes >=1.40.0-0 and the plan ends at v1.34.6+k3s1",
    ]);
  });

  test("kinds of updates that are not allowed are passed over by a channel", () => {
    expect(steps(web({ desired: { "apps/web": "channel:stable" }, kinds: { chart: ["patch"] } }))).toEqual(
      [],
    );
  });

  test("what is ignored comes back when its time is over", () => {
    const ignored = (until: string) => [{ component: "apps/web", version: "1.4.0", until, reason: "flaky" }];
    const desired = { ...both, "apps/web": "channel:latest" };
    expect(steps(web({ desired, ignored: ignored("2026-12-01T00:00:00Z") }))).toEqual([]);
    expect(steps(web({ desired, ignored: ignored("2026-08-01T00:00:00Z") }))).toHaveLength(1);
  });

  test("who is held stays and says so", () => {
    const hold = [{ component: "apps/web", reason: "somebody is on holiday" }];
    const plan = web({ desired: { "apps/web": "1.4.0" }, hold });
    expect(steps(plan)).toEqual([]);
    expect(plan.findings.map(({ code }) => code)).toEqual(["PLAN_HELD"]);
  });

  test("names that are no component are refused", () => {
    expect(() => web({ desired: { nothing: "1.0.0" } })).toThrow('names "nothing"');
  });

  test("a dependency is updated first", () => {
    const certs = component("certs", "chart", ["1.0.0", "1.1.0"]);
    const dependsOn = [{ component: "apps/web", on: "certs" }];
    const desired = { "apps/web": "1.4.0", certs: "1.1.0" };
    const plan = planOf(
      problem([k3s(["v1.34.6+k3s1"]), chart, certs], { policy: policy({ desired, dependsOn }) }),
    );
    expect(steps(plan).map(told)).toEqual(["update certs 1.1.0", "update apps/web 1.4.0"]);
    expect(steps(plan)[1]?.reasons).toContainEqual(
      expect.objectContaining({ relation: "after", step: 1, facts: ["order:apps/web/certs"] }),
    );
  });
});

test("two that should not run together are told, and no step makes it worse", () => {
  const chart = component("apps/web", "chart", [
    candidate("1.0.0", { kubeVersion: "<1.30.0-0" }),
    candidate("1.1.0"),
  ]);
  const given = problem([k3s(["v1.33.10+k3s1", "v1.34.6+k3s1"]), chart], {
    policy: policy({ desired: { k3s: "v1.34.6+k3s1" } }),
  });
  const plan = planOf(given);
  expect(steps(plan).map(told)).toEqual(["update apps/web 1.1.0", "update k3s v1.34.6+k3s1"]);
  expect(plan.findings.map(({ code }) => code)).toEqual(["PLAN_BROKEN_BEFORE"]);
});

test("a chart that only one patch of k3s accepts makes it stop there", () => {
  const chart = component("apps/web", "chart", [
    candidate("1.0.0", { kubeVersion: "<=1.34.5" }),
    candidate("2.0.0", { kubeVersion: ">=1.34.5-0" }),
  ]);
  const given = problem([k3s(), chart], {
    policy: policy({ desired: { k3s: "v1.35.6+k3s1", "apps/web": "2.0.0" } }),
  });
  expect(steps(planOf(given)).map(told)).toEqual([
    "update k3s v1.34.5+k3s1",
    "update apps/web 2.0.0",
    "update k3s v1.35.6+k3s1",
  ]);
});

test("what changes inside is told with the step", () => {
  const [from, to] = [
    candidate("v1.35.4+k3s1", { bundles: { traefik: "3.5.1", etcd: "3.6.6" } }),
    candidate("v1.35.4+k3s3", { bundles: { traefik: "3.6.7", etcd: "3.6.6" } }),
  ];
  const given = problem([component("k3s", "k3s", [from, to])], {
    policy: policy({ desired: { k3s: to.version } }),
  });
  expect(steps(planOf(given))[0]).toMatchObject({
    bump: "rebuild",
    undo: "restore",
    bundles: [{ name: "traefik", from: "3.5.1", to: "3.6.7" }],
  });
});

test("a chart that makes room for another one does so behind what is lighter", () => {
  // chart-a asks for a chart-b that was never there, so chart-b cannot move before chart-a does.
  const chartA = component("chart-a", "chart", [
    candidate("v1.1.0", { requires: [{ component: "chart-b", range: ">=1.3.0" }] }),
    "v1.2.0",
  ]);
  const given = problem(
    [
      k3s(),
      component("flux", "flux", ["v2.8.7", "v2.8.8"]),
      chartA,
      component("chart-b", "chart", ["v1.1.0", "v1.2.0"]),
    ],
    { policy: policy({ desired: { flux: "v2.8.8", "chart-a": "v1.2.0", "chart-b": "v1.2.0" } }) },
  );
  expect(steps(planOf(given)).map(told)).toEqual([
    "update flux v2.8.8",
    "update chart-a v1.2.0",
    "update chart-b v1.2.0",
  ]);
});
