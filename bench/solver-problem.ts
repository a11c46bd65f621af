import { type Candidate, type Component, PLAIN_CANDIDATE, type Problem } from "../domain/solver";

const HOPS = 10;
const CHARTS = 500;
const FIRST_MINOR = 25;

const steps = Array.from({ length: HOPS + 1 }, (_, i) => i);
const kubernetes = (low: number, high: number): string => `>=1.${low}.0-0, <1.${high + 1}.0-0`;

function component(id: string, kind: Component["kind"], versions: readonly Candidate[]): Component {
  const [installed = { ...PLAIN_CANDIDATE, version: "v0.0.0" }, ...candidates] = versions;
  return { id, kind, installed, candidates, unknown: null };
}

/** Four patches of each minor, as a release list has them. */
const k3s = (): Component =>
  component(
    "k3s",
    "k3s",
    steps.flatMap((i) =>
      [1, 4, 7, 9].map((patch) => ({ ...PLAIN_CANDIDATE, version: `v1.${FIRST_MINOR + i}.${patch}+k3s1` })),
    ),
  );

/** Every minor drops the API version that the one before it stored, so each is a stop with a migration. */
const flux = (): Component =>
  component(
    "flux",
    "flux",
    steps.map((i) => ({
      ...PLAIN_CANDIDATE,
      version: `v2.${i}.3`,
      kubeVersion: kubernetes(FIRST_MINOR + i - 1, FIRST_MINOR + i + 2),
      crds: [
        {
          group: "source.toolkit.fluxcd.io",
          kind: "GitRepository",
          versions: [
            { name: `v1beta${i + 1}`, served: true, storage: false },
            { name: `v1beta${i + 2}`, served: true, storage: true },
          ],
        },
      ],
    })),
  );

const longhorn = (): Component =>
  component(
    "longhorn",
    "longhorn",
    steps.map((i) => ({
      ...PLAIN_CANDIDATE,
      version: `v1.${3 + i}.2`,
      kubeVersion: `>=1.${Math.min(FIRST_MINOR + i, 30)}.0-0`,
    })),
  );

/** A chart that every release wants one after the other, and that only goes along with Longhorn. */
const snapshots = (): Component =>
  component(
    "kube-system/snapshots",
    "chart",
    steps.map((i) => ({
      ...PLAIN_CANDIDATE,
      version: `${i + 1}.0.0`,
      minimumFrom: i === 0 ? null : `${i}.0.0`,
      requires: [{ component: "longhorn", range: `>=1.${3 + Math.max(0, i - 2)}.0-0` }],
    })),
  );

/** One in five has windows of Kubernetes that make it stop on the way; the others accept everything from some point on. */
const chart = (n: number): Component =>
  component(
    `apps/chart-${String(n).padStart(3, "0")}`,
    "chart",
    steps.map((i) => ({
      ...PLAIN_CANDIDATE,
      version: `${1 + i}.${n % 7}.0`,
      kubeVersion:
        n % 5 === 0
          ? kubernetes(FIRST_MINOR + i - 3, FIRST_MINOR + i + 2)
          : `>=1.${FIRST_MINOR - 5 + Math.floor(i / 2)}.0-0`,
    })),
  );

/** Four components with ten hops each, and 500 charts with eleven versions each. */
export function largeProblem(): Problem {
  const components = [
    k3s(),
    flux(),
    longhorn(),
    snapshots(),
    ...Array.from({ length: CHARTS }, (_, n) => chart(n)),
  ];
  const desired = components.map(({ id, candidates }) => [id, candidates.at(-1)?.version ?? ""]);
  const use = { group: "source.toolkit.fluxcd.io", version: "v1beta1", kind: "GitRepository" };
  return {
    components,
    git: [{ ...use, count: 40, examples: ["flux-system/flux-system"] }],
    live: [],
    stored: [{ ...use, versions: ["v1beta1"] }],
    traits: new Set(),
    now: new Date("2026-08-20T12:00:00Z"),
    policy: {
      desired: Object.fromEntries(desired),
      hold: [],
      dependsOn: [],
      ignored: [],
      kinds: {},
      accept: [],
    },
  };
}
