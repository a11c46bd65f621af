import fc from "fast-check";
import type { ApiUse } from "../../../domain/facts";
import type { Candidate, Component, CrdFacts, Problem } from "../../../domain/solver/problem";
import { PLAIN_CANDIDATE } from "../../../domain/solver/problem";
import { policy } from "./fixtures";

const K3S = ["v1.31.4+k3s1", "v1.32.2+k3s1", "v1.32.9+k3s1", "v1.33.5+k3s1", "v1.33.9+k3s1", "v1.34.4+k3s1"];
const RANGES = [
  ">=1.31.0-0, <1.33.0-0",
  ">=1.32.0-0",
  "<1.34.0-0",
  ">=1.31.0-0, <1.34.0-0",
  ">=1.33.0-0, <1.35.0-0",
  ">=1.33.6-0",
  "<1.32.5-0",
];
const VERSIONS = ["v1.1.0", "v1.2.0", "v1.2.3", "v1.3.1", "v1.4.0"];
const GROUP = "things.example.org";

/** `null` most of the time. */
const seldom = <T>(nulls: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: nulls, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const range = seldom(2, fc.constantFrom(...RANGES));

const NAMES = ["v1beta1", "v1beta2", "v1"];

/** A kind that loses old versions and gains new ones from release to release; now and then a release loses both. */
const definition = (kind: string, at: number, of: number): fc.Arbitrary<CrdFacts> =>
  fc
    .record({
      first: fc.nat(1),
      more: fc.nat(3),
      older: seldom(4, fc.nat(1)),
      unserved: seldom(4, fc.nat(2)),
    })
    .map(({ first, more, older, unserved }) => {
      const low = Math.min(2, Math.floor((2 * at) / of) + (more === 0 ? first : 0));
      const names = NAMES.slice(low, low + 2);
      const storage = older ?? names.length - 1;
      return {
        group: GROUP,
        kind,
        versions: names.map((name, i) => ({
          name,
          storage: i === storage % names.length,
          served: i === storage % names.length || i !== unserved,
        })),
      };
    });

const crds = (at: number, of: number): fc.Arbitrary<CrdFacts[]> =>
  fc
    .tuple(definition("Red", at, of), definition("Blue", at, of), fc.nat(5))
    .map(([red, blue, without]) => (without === 0 ? [red] : [red, blue]));

interface Shape {
  readonly versions: readonly string[];
  readonly defines?: boolean;
  readonly requires?: readonly string[];
}

function candidates({ versions, defines, requires = [] }: Shape): fc.Arbitrary<Candidate[]> {
  const one = (version: string, at: number, { length }: readonly string[]): fc.Arbitrary<Candidate> =>
    fc
      .record({
        kubeVersion: range,
        crds: defines === true ? crds(at, length) : fc.constant(null),
        withheld: seldom(20, fc.constant("was taken back")),
        minimumFrom: seldom(12, fc.constantFrom("v1.2.0", "v1.2.1", "v1.3.0")),
        requires: seldom(
          2,
          fc.record({
            component: fc.constantFrom("none", ...requires),
            range: fc.constantFrom(">=1.2.0", "<1.4.0", ">=1.3.0"),
          }),
        ),
      })
      .map((it) => ({
        ...PLAIN_CANDIDATE,
        ...it,
        version,
        requires: it.requires === null || it.requires.component === "none" ? [] : [it.requires],
      }));
  return fc.subarray([...versions], { minLength: 1 }).chain((list) => fc.tuple(...list.map(one)));
}

const asComponent =
  (id: string, kind: Component["kind"]) =>
  ([installed, ...rest]: readonly Candidate[]): Component => {
    if (installed === undefined) throw new Error("a component has a version");
    return { id, kind, installed, candidates: rest, unknown: null };
  };

const k3s = fc
  .record({ from: fc.nat(4), to: fc.nat(5), without: fc.nat(20), withheld: fc.nat(20) })
  .map(({ from, to, without, withheld }) =>
    K3S.slice(Math.min(from, to), Math.max(from, to) + 1)
      .filter((_, i, { length }) => length === 1 || i !== without)
      .map((version, i) => ({
        ...PLAIN_CANDIDATE,
        version,
        withheld: i === withheld && i > 0 ? "was taken back" : null,
      })),
  )
  .map(asComponent("k3s", "k3s"));

const use = (group: string, version: string, kind: string): ApiUse => ({
  group,
  version,
  kind,
  count: 1,
  examples: ["a/b"],
});

const USES: readonly ApiUse[] = [
  use("flowcontrol.apiserver.k8s.io", "v1beta3", "FlowSchema"),
  use("admissionregistration.k8s.io", "v1beta1", "ValidatingAdmissionPolicy"),
  use("resource.k8s.io", "v1alpha3", "ResourceSlice"),
  ...["v1beta1", "v1beta2", "v1"].flatMap((version) => [
    use(GROUP, version, "Red"),
    use(GROUP, version, "Blue"),
  ]),
];

const uses = fc.subarray([...USES], { maxLength: 2 });

const components = fc
  .tuple(
    k3s,
    fc.option(candidates({ versions: VERSIONS, defines: true }), { freq: 5 }),
    fc.option(candidates({ versions: VERSIONS }), { freq: 3 }),
    fc.option(candidates({ versions: VERSIONS.slice(0, 4), requires: ["longhorn", "chart-b"] }), { freq: 3 }),
    fc.option(candidates({ versions: VERSIONS.slice(0, 3), requires: ["flux"] }), { freq: 3 }),
  )
  .map(([first, flux, longhorn, a, b]) => [
    first,
    ...(flux === null ? [] : [asComponent("flux", "flux")(flux)]),
    ...(longhorn === null ? [] : [asComponent("longhorn", "longhorn")(longhorn)]),
    ...(a === null ? [] : [asComponent("chart-a", "chart")(a)]),
    ...(b === null ? [] : [asComponent("chart-b", "chart")(b)]),
  ]);

/** Wants the newest of most components, some other version of a few, and nothing of the rest. */
const withPolicy = (list: readonly Component[]): fc.Arbitrary<Pick<Problem, "components" | "policy">> => {
  const ids = list.map(({ id }) => id);
  return fc
    .record({
      wants: fc.array(fc.nat(4), { minLength: ids.length, maxLength: ids.length }),
      unknown: fc.nat(20),
      dependsOn: fc.uniqueArray(
        fc.record({ component: fc.constantFrom(...ids), on: fc.constantFrom(...ids) }),
        {
          maxLength: 2,
          selector: ({ component, on }) => `${component} ${on}`,
        },
      ),
    })
    .map(({ wants, unknown, dependsOn }) => {
      const known = list.map((it, i) =>
        i === unknown && it.kind !== "k3s" ? { ...it, unknown: "no answer" } : it,
      );
      const desired = known.flatMap((it, i): [string, string][] => {
        const versions = [it.installed, ...it.candidates].map(({ version }) => version);
        const want = wants[i] ?? 0;
        if (want === 0) return [];
        return [[it.id, (want === 1 ? versions[Math.floor(versions.length / 2)] : versions.at(-1)) ?? ""]];
      });
      return {
        // Who waits for itself waits for ever, which is not what is tested here.
        policy: policy({
          desired: Object.fromEntries(desired),
          dependsOn: dependsOn.filter((it) => it.component !== it.on),
        }),
        components: known,
      };
    });
};

/** Small worlds, in which every state can be looked at. */
export const anyProblem: fc.Arbitrary<Problem> = fc
  .record({
    world: components.chain(withPolicy),
    git: uses,
    live: uses,
    stored: fc.subarray(["v1beta1", "v1beta2", "v1"]),
    etcd: fc.boolean(),
  })
  .map(({ world, git, live, stored, etcd }) => ({
    ...world,
    git,
    live,
    stored: stored.length === 0 ? [] : [{ group: GROUP, kind: "Red", versions: stored }],
    traits: new Set(etcd ? (["embedded-etcd"] as const) : []),
    now: new Date("2026-08-20T12:00:00Z"),
  }));

/** The same world, told in another order. */
export const shuffled = (problem: Problem): fc.Arbitrary<Problem> => {
  const mixed = <T>(list: readonly T[]): fc.Arbitrary<T[]> =>
    fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length });
  return fc
    .record({
      components: mixed(problem.components).chain((list) =>
        fc.tuple(...list.map((it) => mixed(it.candidates).map((candidates) => ({ ...it, candidates })))),
      ),
      git: mixed(problem.git),
      live: mixed(problem.live),
      dependsOn: mixed(problem.policy.dependsOn),
    })
    .map(({ dependsOn, ...rest }) => ({
      ...problem,
      ...rest,
      policy: {
        ...problem.policy,
        dependsOn,
        desired: Object.fromEntries(Object.entries(problem.policy.desired).reverse()),
      },
    }));
};
