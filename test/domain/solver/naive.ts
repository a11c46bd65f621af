import semver from "semver";
import type { ApiUse } from "../../../domain/facts";
import { compareK3s } from "../../../domain/k3s-version";
import type { Candidate, Component, Problem } from "../../../domain/solver/problem";
import type { SolvedPlan } from "../../../domain/solver/solved-plan";

/**
 * The rules once more, written as plainly as can be and without a line of the solver's: every state as a whole, every
 * rule looked at for every pair. Slow, and meant to be.
 */
export interface State {
  readonly versions: Readonly<Record<string, string>>;
  readonly git: readonly string[];
  readonly live: readonly string[];
  readonly stored: readonly string[];
}

export interface Step {
  readonly component: string;
  readonly action: "update" | "migrate" | "edit";
  readonly to: string;
}

/** Kind -> [version, served since 1.x, removed in 1.x], as far as the tests use them. */
export const KUBERNETES: Readonly<Record<string, readonly (readonly [string, number, number])[]>> = {
  FlowSchema: [
    ["flowcontrol.apiserver.k8s.io/v1beta3", 26, 32],
    ["flowcontrol.apiserver.k8s.io/v1", 29, 99],
  ],
  ValidatingAdmissionPolicy: [
    ["admissionregistration.k8s.io/v1beta1", 28, 34],
    ["admissionregistration.k8s.io/v1", 30, 99],
  ],
  ResourceSlice: [
    ["resource.k8s.io/v1alpha3", 31, 34],
    ["resource.k8s.io/v1", 34, 99],
  ],
};

const text = ({ group, version, kind }: Pick<ApiUse, "group" | "version" | "kind">): string =>
  `${group}/${version} ${kind}`;
const parts = (id: string): { api: string; group: string; version: string; kind: string } => {
  const [api = "", kind = ""] = id.split(" ");
  const [group = "", version = ""] = api.split("/");
  return { api, group, version, kind };
};
const set = (ids: readonly string[]): string[] => [...new Set(ids)].sort();
const minorOf = (version: string): number => Number(version.split(".")[1]);
const all = (component: Component): Candidate[] => [
  component.installed,
  ...component.candidates.filter(({ version }) => version !== component.installed.version),
];
const facts = (component: Component, version: string): Candidate => {
  const found = all(component).find((it) => it.version === version);
  if (found === undefined) throw new Error(`${component.id} has no ${version}`);
  return found;
};
/** Not the evaluator that the solver uses: `semver` agrees with it on the plain ranges that are generated here. */
const accepts = (constraint: string | null, version: string): boolean =>
  constraint === null ||
  semver.satisfies(version, constraint.replaceAll(",", " "), { includePrerelease: true, loose: true });

const older = (kind: Component["kind"], a: string, b: string): boolean => {
  if (kind === "k3s") return compareK3s(a, b) < 0;
  return semver.valid(a) !== null && semver.valid(b) !== null && semver.lt(a, b);
};

const storages = ({ crds }: Candidate): string[] =>
  (crds ?? []).flatMap((crd) =>
    crd.versions.filter(({ storage }) => storage).map(({ name }) => text({ ...crd, version: name })),
  );

/** Facts that do not count, by id: how the reasons of an impossible plan are checked. */
export type Off = (fact: string) => boolean;
const NOTHING: Off = () => false;

export function start(problem: Problem): State {
  return {
    versions: Object.fromEntries(problem.components.map(({ id, installed }) => [id, installed.version])),
    git: set(problem.git.map(text)),
    live: set(problem.live.map(text)),
    stored: set([
      ...problem.stored.flatMap((it) => it.versions.map((version) => text({ ...it, version }))),
      ...problem.components.flatMap(({ installed }) => storages(installed)),
    ]),
  };
}

const isDefinedBy = (component: Component, id: string): boolean =>
  component.kind === "k3s"
    ? KUBERNETES[parts(id).kind] !== undefined
    : all(component).some(({ crds }) =>
        crds?.some(({ group, kind }) => group === parts(id).group && kind === parts(id).kind),
      );

const definition = (candidate: Candidate, id: string) =>
  candidate.crds?.find(({ group, kind }) => group === parts(id).group && kind === parts(id).kind);

function served(component: Component, candidate: Candidate, id: string, unserved: boolean): boolean {
  if (component.kind === "k3s") {
    const row = KUBERNETES[parts(id).kind]?.find(([api]) => api === parts(id).api);
    return row === undefined || row[2] > minorOf(candidate.version);
  }
  const crd = definition(candidate, id);
  if (crd === undefined) return !candidate.crds?.some(({ group }) => group === parts(id).group);
  return crd.versions.some((it) => it.name === parts(id).version && (it.served || unserved));
}

const RANK = ["v1alpha1", "v1alpha2", "v1beta1", "v1beta2", "v1", "v2"];

function rewritten(component: Component, version: string, id: string): string {
  if (!isDefinedBy(component, id)) return id;
  const { kind, group } = parts(id);
  if (component.kind === "k3s") {
    const minor = minorOf(version);
    const best = KUBERNETES[kind]?.findLast(([, since, until]) => since <= minor && minor < until);
    const written = best?.[0] ?? parts(id).api;
    // Only stable versions are written without being asked.
    return /\/v\d+$/.test(written) ? `${written} ${kind}` : id;
  }
  const names = definition(facts(component, version), id)?.versions.filter((it) => it.served) ?? [];
  const best = names.map(({ name }) => name).sort((a, b) => RANK.indexOf(b) - RANK.indexOf(a))[0];
  if (best === undefined || RANK.indexOf(best) < RANK.indexOf(parts(id).version)) return id;
  return text({ group, kind, version: best });
}

function settled(component: Component, version: string, id: string): string {
  if (component.kind === "k3s") return rewritten(component, version, id);
  if (!isDefinedBy(component, id)) return id;
  const crd = definition(facts(component, version), id);
  const storage = crd?.versions.find((it) => it.storage)?.name;
  return crd === undefined || storage === undefined ? id : text({ ...crd, version: storage });
}

/** Pairs of installed versions that should not be. */
function broken({ components }: Problem, { versions }: State, off: Off): string[] {
  const k3s = components.find(({ kind }) => kind === "k3s");
  return components.flatMap((component) => {
    const own = facts(component, versions[component.id] ?? "");
    const asks = [
      ...(component.kind === "k3s" || own.kubeVersion === null || k3s === undefined
        ? []
        : [{ component: k3s.id, range: own.kubeVersion }]),
      ...own.requires,
    ];
    return asks.flatMap(({ component: on, range }) => {
      const other = versions[on];
      // Who could be moved to a version that nobody knows is not in the way.
      const anywhere = components
        .filter(({ unknown }) => unknown !== null)
        .filter(({ id }) => off(`stays:${id}`));
      if (anywhere.some(({ id }) => id === component.id || id === on)) return [];
      return other === undefined || accepts(range, other)
        ? []
        : [`${component.id}@${own.version} ${on}@${other}`];
    });
  });
}

const isHome = (problem: Problem, { versions }: State, id: string): boolean => {
  const component = problem.components.find((it) => it.id === id);
  const wanted = problem.policy.desired[id];
  return component?.unknown !== null || wanted === undefined || versions[id] === wanted;
};

export const isDone = (problem: Problem, state: State): boolean =>
  problem.components.every(({ id }) => isHome(problem, state, id));

function mayFollow(
  component: Component,
  from: string,
  to: Candidate,
  { traits }: Problem,
  off: Off,
): boolean {
  const { id, kind } = component;
  const rule = (name: string): boolean => !off(`rule:${id}/${name}`);
  if (rule("no-downgrade") && !older(kind, from, to.version)) return false;
  const [a, b] = [minorOf(from), minorOf(to.version)];
  if ((kind === "k3s" || kind === "longhorn") && rule("one-minor") && b > a + 1) return false;
  if (kind === "k3s" && rule("stops") && traits.has("embedded-etcd") && a <= 33 && b === 34) {
    if (compareK3s(from, "v1.33.7+k3s3") < 0) return false;
  }
  return to.minimumFrom === null || !older(kind, from, to.minimumFrom);
}

function mayUpdate(problem: Problem, state: State, component: Component, to: Candidate, off: Off): boolean {
  const { id } = component;
  if (component.unknown !== null) return false;
  if (to.withheld !== null && to.version !== component.installed.version) return false;
  if (!mayFollow(component, state.versions[id] ?? "", to, problem, off)) return false;
  if (problem.policy.dependsOn.some((it) => it.component === id && !isHome(problem, state, it.on)))
    return false;
  if (off(`definitions:${id}@${to.version}`)) return true;
  const own = (ids: readonly string[]): string[] => ids.filter((it) => isDefinedBy(component, it));
  return (
    own(state.git).every((it) => served(component, to, it, false)) &&
    own(state.live).every((it) => served(component, to, it, true)) &&
    (component.kind === "k3s" ||
      own(state.stored).every((it) => definition(to, it) === undefined || served(component, to, it, true)))
  );
}

/** Everything that may be done next. */
export function successors(
  problem: Problem,
  state: State,
  off: Off = NOTHING,
): { step: Step; state: State }[] {
  const before = new Set(broken(problem, start(problem), off));
  return problem.components.flatMap((component) => {
    const { id } = component;
    const version = state.versions[id] ?? "";
    const edited = { ...state, git: set(state.git.map((it) => rewritten(component, version, it))) };
    const migrated = {
      ...state,
      live: set(state.live.map((it) => (state.git.includes(it) ? it : settled(component, version, it)))),
      stored: set(state.stored.map((it) => settled(component, version, it))),
    };
    const updates = all(component)
      .filter((to) => to.version !== version && mayUpdate(problem, state, component, to, off))
      .map((to) => ({
        step: { component: id, action: "update" as const, to: to.version },
        state: {
          ...state,
          versions: { ...state.versions, [id]: to.version },
          stored: set([...state.stored, ...storages(to)]),
        },
      }))
      .filter((it) => broken(problem, it.state, off).every((pair) => before.has(pair)));
    return [
      { step: { component: id, action: "edit" as const, to: version }, state: edited },
      { step: { component: id, action: "migrate" as const, to: version }, state: migrated },
      ...updates,
    ];
  });
}

/** Walks a plan; the first step that breaks a rule, or `null`. */
export function firstBreach(problem: Problem, { stages }: SolvedPlan): string | null {
  let state = start(problem);
  for (const { index, component, action, to } of stages.flatMap(({ steps }) => steps)) {
    const next = successors(problem, state).find(
      ({ step }) => step.component === component && step.action === action && step.to === to,
    );
    if (next === undefined) return `step ${index}: ${action} of ${component} to ${to}`;
    state = next.state;
  }
  return isDone(problem, state) ? null : "the end is not where it should be";
}

/** Length of the shortest plan by looking at every state there is; `null` when there is no plan. */
export function shortest(problem: Problem, off: Off = NOTHING): number | null {
  let layer = [start(problem)];
  const seen = new Set(layer.map((it) => JSON.stringify(it)));
  for (let length = 0; layer.length > 0; length++) {
    if (layer.some((state) => isDone(problem, state))) return length;
    layer = layer.flatMap((state) =>
      successors(problem, state, off).flatMap(({ state: next }) => {
        const key = JSON.stringify(next);
        if (seen.has(key)) return [];
        seen.add(key);
        return [next];
      }),
    );
  }
  return null;
}
