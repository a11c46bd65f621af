import type { ApiState, Place } from "./api-state";
import { readUse, type UseId, useId } from "./api-use";
import { isKubernetesUse } from "./definitions";
import type { Component, Problem } from "./problem";

/** Who answers for a kind: the component that defines it, or Kubernetes for its own. */
export type Owners = (id: UseId) => string | null;

export function ownersOf({ components }: Problem): Owners {
  const owners = new Map<string, string>();
  for (const { id, installed, candidates } of components) {
    for (const { crds } of [installed, ...candidates])
      for (const { group, kind } of crds ?? [])
        owners.set(`${group}/${kind}`, owners.get(`${group}/${kind}`) ?? id);
  }
  const k3s = components.find(({ kind }) => kind === "k3s")?.id ?? null;
  return (id) => {
    const { group, kind } = readUse(id);
    return owners.get(`${group}/${kind}`) ?? (isKubernetesUse(id) ? k3s : null);
  };
}

const listed = ({ git, live, stored }: Problem): Readonly<Record<Place, readonly UseId[]>> => ({
  git: git.filter(({ count }) => count > 0).map(useId),
  live: live.filter(({ count }) => count > 0).map(useId),
  stored: stored.flatMap((it) => it.versions.map((version) => useId({ ...it, version }))),
});

/** Component -> the API versions in use that it answers for. */
export function usesByOwner(problem: Problem): ReadonlyMap<string, ApiState> {
  const owner = ownersOf(problem);
  const all = listed(problem);
  const found = new Map<string, Record<Place, UseId[]>>();
  for (const place of ["git", "live", "stored"] as const) {
    for (const id of [...new Set(all[place])].sort()) {
      const component = owner(id);
      if (component === null) continue;
      const own = found.get(component) ?? { git: [], live: [], stored: [] };
      own[place].push(id);
      found.set(component, own);
    }
  }
  return found;
}

/**
 * Whether a version whose definitions were not read is out of the question. Charts seldom show theirs before they are
 * fetched, so for them it takes objects that are known to be at stake.
 */
export const needsDefinitions = ({ kind, installed, candidates }: Component, atStake: boolean): boolean =>
  kind === "chart" ? atStake : [installed, ...candidates].some(({ crds }) => crds !== null);
