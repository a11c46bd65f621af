import { type Active, factId, type Refusal } from "./fact";
import type { Candidate, Component, Ignored, Problem } from "./problem";
import { RULES } from "./rules";
import type { Scheme } from "./scheme";

/** Why a component does not move at all; `null` when it may. */
export function stays({ id, unknown }: Component, { policy }: Problem): string | null {
  if (unknown !== null) return `nothing is known of its other versions: ${unknown}`;
  return policy.hold.find(({ component }) => component === id)?.reason ?? null;
}

const isIgnored = (it: Ignored, id: string, version: string, now: Date): boolean =>
  it.component === id &&
  (it.version === undefined || sameVersion(it.version, version)) &&
  (it.until === undefined || Date.parse(it.until) > now.getTime());

function ignoredBecause(component: Component, version: string, { policy, now }: Problem): string | null {
  const found = policy.ignored.find((it) => isIgnored(it, component.id, version, now));
  if (found === undefined) return null;
  return `is ignored${found.until === undefined ? "" : ` until ${found.until}`}: ${found.reason}`;
}

/** Charts and tags of one and the same release differ in the `v`. */
export const sameVersion = (a: string, b: string): boolean => a.replace(/^v/, "") === b.replace(/^v/, "");

/** Why a version is not to be used; `null` when it is on offer. What runs already needs no offer. */
export function withheldBecause(component: Component, candidate: Candidate, problem: Problem): string | null {
  const avoided = RULES[component.kind].avoid.find(({ version }) => sameVersion(version, candidate.version));
  return (
    candidate.withheld ?? avoided?.because ?? ignoredBecause(component, candidate.version, problem) ?? null
  );
}

export function exclusion(component: Component, candidate: Candidate, problem: Problem): Refusal | null {
  if (stays(component, problem) !== null) {
    return { fact: factId.stays(component.id), says: () => stays(component, problem) ?? "" };
  }
  const because = withheldBecause(component, candidate, problem);
  if (because === null) return null;
  const fact = factId.withheld(component.id, candidate.version);
  return { fact, says: () => `${candidate.version} ${because}` };
}

const KNOWN = new WeakMap<Component, readonly Candidate[]>();

/** Every version once, oldest first. What runs is known from the cluster, so its facts come from there. */
export function knownVersions(component: Component, scheme: Scheme): readonly Candidate[] {
  const known = KNOWN.get(component) ?? sortedVersions(component, scheme);
  KNOWN.set(component, known);
  return known;
}

function sortedVersions({ installed, candidates }: Component, scheme: Scheme): Candidate[] {
  const readable = candidates.filter(({ version }) => scheme.parts(version) !== null);
  const byVersion = new Map([...readable, installed].map((it) => [it.version, it]));
  return [...byVersion.values()].sort((a, b) => scheme.compare(a.version, b.version));
}

/** Versions that a plan may pass: nothing beyond `end`, if there is one, and nothing older than what is there. */
export function onTheWay(
  component: Component,
  end: string | null,
  scheme: Scheme,
  problem: Problem,
  active: Active,
): Candidate[] {
  const { installed } = component;
  const bounds = [installed.version, ...(end === null ? [] : [end])];
  const [low = "", high = ""] = bounds.sort(scheme.compare).concat(bounds).slice(0, 2);
  const within = ({ version }: Candidate): boolean =>
    scheme.compare(version, low) >= 0 && (end === null || scheme.compare(version, high) <= 0);
  return knownVersions(component, scheme).filter((candidate) => {
    if (candidate.version === installed.version) return true;
    if (component.unknown !== null) return false;
    const excluded = exclusion(component, candidate, problem);
    return within(candidate) && (excluded === null || !active(excluded.fact));
  });
}
