import {
  type Candidate,
  type Component,
  type CrdFacts,
  PLAIN_CANDIDATE,
  type Problem,
  type SolvePolicy,
} from "../../../domain/solver/problem";

export const candidate = (version: string, over: Partial<Candidate> = {}): Candidate => ({
  ...PLAIN_CANDIDATE,
  version,
  ...over,
});

/** The first version is the installed one. */
export const component = (
  id: string,
  kind: Component["kind"],
  versions: readonly (string | Candidate)[],
  over: Partial<Component> = {},
): Component => {
  const [installed = candidate("v0.0.0"), ...candidates] = versions.map((it) =>
    typeof it === "string" ? candidate(it) : it,
  );
  return { id, kind, installed, candidates, unknown: null, ...over };
};

export const policy = (over: Partial<SolvePolicy> = {}): SolvePolicy => ({
  desired: {},
  hold: [],
  dependsOn: [],
  ignored: [],
  kinds: {},
  accept: [],
  ...over,
});

export const problem = (components: readonly Component[], over: Partial<Problem> = {}): Problem => ({
  components,
  git: [],
  live: [],
  stored: [],
  traits: new Set(),
  now: new Date("2026-08-20T12:00:00Z"),
  ...over,
  policy: policy(over.policy),
});

export const crd = (group: string, kind: string, ...versions: readonly string[]): CrdFacts => ({
  group,
  kind,
  // `v1*` is stored, `v1-` is defined and not served.
  versions: versions.map((text) => ({
    name: text.replace(/[*-]$/, ""),
    served: !text.endsWith("-"),
    storage: text.endsWith("*"),
  })),
});
