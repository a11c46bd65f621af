import type { ApiUse } from "../../../domain/facts";
import type { Candidate, Component, Problem } from "../../../domain/solver/problem";
import { schemes } from "../../../domain/solver/scheme";
import type { Off } from "./naive";

function relaxedCandidate(id: string, candidate: Candidate, off: Off): Candidate {
  const { version } = candidate;
  return {
    ...candidate,
    kubeVersion: off(`range:${id}@${version}`) ? null : candidate.kubeVersion,
    withheld: off(`withheld:${id}@${version}`) ? null : candidate.withheld,
    minimumFrom: off(`minimum:${id}@${version}`) ? null : candidate.minimumFrom,
    requires: candidate.requires.filter(({ component }) => !off(`requires:${id}@${version}/${component}`)),
  };
}

/** A plan goes from where a component is to where it is wanted, so versions outside of that are none of it. */
function between({ id, kind, installed }: Component, version: string, { policy }: Problem): boolean {
  const { compare } = schemes()[kind === "k3s" ? "k3s" : "semver"];
  const wanted = policy.desired[id];
  return compare(version, installed.version) >= 0 && (wanted === undefined || compare(version, wanted) <= 0);
}

/** The problem without the facts that are off. Rules, definitions and holds are left to the naive rules themselves. */
export function relaxed(problem: Problem, off: Off): Problem {
  const { components, policy } = problem;
  const ownerless = (place: string, { group, version, kind }: Omit<ApiUse, "count" | "examples">): boolean =>
    components.every(({ id }) => off(`${place}:${id}/${group}/${version} ${kind}`));
  return {
    ...problem,
    components: components.map((it) => ({
      ...it,
      installed: relaxedCandidate(it.id, it.installed, off),
      candidates: it.candidates.map((candidate) => {
        const own = relaxedCandidate(it.id, candidate, off);
        return between(it, candidate.version, problem) ? own : { ...own, withheld: "is beyond" };
      }),
    })),
    git: problem.git.filter((use) => !ownerless("git", use)),
    live: problem.live.filter((use) => !ownerless("live", use)),
    stored: problem.stored.map((it) => ({
      ...it,
      versions: it.versions.filter((version) => !ownerless("stored", { ...it, version })),
    })),
    policy: {
      ...policy,
      desired: Object.fromEntries(Object.entries(policy.desired).filter(([id]) => !off(`desired:${id}`))),
      dependsOn: policy.dependsOn.filter(({ component, on }) => !off(`order:${component}/${on}`)),
    },
  };
}
