import { usage } from "../errors";
import type { Candidate, Component, ComponentKind, Problem } from "./problem";
import { knownKubernetes, RULES } from "./rules";
import type { Schemes } from "./scheme";

const KIND_ORDER: readonly ComponentKind[] = ["flux", "chart", "longhorn", "k3s"];

export const byKindAndName = (a: Component, b: Component): number =>
  KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || (a.id < b.id ? -1 : Number(a.id !== b.id));

function filled(candidate: Candidate, { kind }: Component, all: Schemes): Candidate {
  const rule = RULES[kind];
  const parts = all[rule.scheme].parts(candidate.version);
  if (candidate.kubeVersion !== null || parts === null) return candidate;
  return { ...candidate, kubeVersion: knownKubernetes(rule, parts)?.range ?? null };
}

/** A version that nobody can order has no place in a plan; its component stays and still constrains the others. */
function readable(component: Component, all: Schemes): Component {
  const scheme = all[RULES[component.kind].scheme];
  if (scheme.parts(component.installed.version) !== null) return component;
  return { ...component, candidates: [], unknown: `"${component.installed.version}" is not a version` };
}

const invalid = (found: string, next: string): Error => usage("SOLVER_INPUT_INVALID", found, next);

function checked({ components, policy }: Problem): void {
  const ids = components.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw invalid(`the component "${twice}" is listed twice.`, "list it once.");
  const count = components.filter(({ kind }) => kind === "k3s").length;
  if (count !== 1) throw invalid(`there are ${count} components of the kind k3s.`, "hand in exactly one.");
  const named = [
    ...Object.keys(policy.desired),
    ...policy.hold.map(({ component }) => component),
    ...policy.dependsOn.flatMap(({ component, on }) => [component, on]),
  ];
  const stranger = named.find((id) => !ids.includes(id));
  if (stranger === undefined) return;
  throw invalid(`the policy names "${stranger}", which is no component.`, "correct the name.");
}

/** The same problem in one order, whatever order it came in, with the ranges that rules know filled in. */
export function normalised(problem: Problem, all: Schemes): Problem {
  checked(problem);
  const components = problem.components.map((it) => {
    const component = readable(it, all);
    return {
      ...component,
      installed: filled(component.installed, component, all),
      candidates: component.candidates.map((candidate) => filled(candidate, component, all)),
    };
  });
  const dependsOn = [...problem.policy.dependsOn].sort((a, b) =>
    `${a.component} ${a.on}` < `${b.component} ${b.on}` ? -1 : 1,
  );
  return {
    ...problem,
    components: components.sort(byKindAndName),
    policy: { ...problem.policy, dependsOn },
  };
}
