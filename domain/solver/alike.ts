import { acceptsKubernetes } from "../constraints";
import { type Active, factId } from "./fact";
import type { Candidate, Component, Problem } from "./problem";
import type { Scheme } from "./scheme";

/** Component -> every constraint that somebody puts on its versions, once. */
export function constraintsOn({ components }: Problem): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (on: string, range: string): void => {
    const ranges = found.get(on);
    if (ranges === undefined) found.set(on, new Set([range]));
    else ranges.add(range);
  };
  const k3s = components.find(({ kind }) => kind === "k3s")?.id ?? "";
  for (const { installed, candidates } of components) {
    for (const { kubeVersion, requires } of [installed, ...candidates]) {
      if (kubeVersion !== null) add(k3s, kubeVersion);
      for (const { component, range } of requires) add(component, range);
    }
  }
  return new Map([...found].map(([id, ranges]) => [id, [...ranges].sort()]));
}

/**
 * Of neighbouring patches of a minor that nothing in the problem tells apart, only the newest is kept: a plan through
 * an older one leads through it as well. k3s has dozens of them, and the space to search is their product.
 */
export function withoutAlike(
  versions: readonly Candidate[],
  kept: readonly (string | null)[],
  { component, problem, scheme, constraints, active }: AlikeQuestion,
): Candidate[] {
  const kinds = problem.policy.kinds[component.id] ?? problem.policy.kinds[component.kind];
  // With kinds of updates forbidden, the small steps between alike versions may be the only ones.
  if (kinds !== undefined) return [...versions];
  const signature = ({ version, kubeVersion, crds, requires, minimumFrom }: Candidate): string => {
    // Facts that do not count tell versions apart as well.
    const own = [factId.range, factId.definitions, factId.minimum].map((fact) =>
      active(fact(component.id, version)),
    );
    const asks = requires.map((it) => active(factId.requires(component.id, version, it.component)));
    const accepted = constraints.map((range) => Number(acceptsKubernetes(range, version))).join("");
    return JSON.stringify([kubeVersion, crds, requires, minimumFrom, accepted, own, asks]);
  };
  return versions.filter((it, i) => {
    const next = versions[i + 1];
    if (next === undefined || kept.includes(it.version) || !sameMinor(it, next, scheme)) return true;
    return signature(it) !== signature(next);
  });
}

function sameMinor(a: Candidate, b: Candidate, scheme: Scheme): boolean {
  const [left, right] = [scheme.parts(a.version), scheme.parts(b.version)];
  return left?.major === right?.major && left?.minor === right?.minor;
}

export interface AlikeQuestion {
  readonly component: Component;
  readonly problem: Problem;
  readonly scheme: Scheme;
  /** What others ask of it. */
  readonly constraints: readonly string[];
  readonly active: Active;
}
