import { type Constraint, parseConstraint, satisfies, tryParseConstraint } from "./constraint";
import { compareVersions, parseVersion, type SemVersion } from "./version";

/** What choosing among the versions of a chart needs to know of each. */
export interface ChartCandidate {
  readonly version: string;
  /** ISO time; the younger of two versions that differ in build metadata only is taken. */
  readonly publishedAt: string | null;
}

interface Parsed<T> {
  readonly candidate: T;
  readonly version: SemVersion;
}

const youngerFirst = (a: ChartCandidate, b: ChartCandidate): number =>
  (b.publishedAt ?? "").localeCompare(a.publishedAt ?? "", "en");

function matching<T extends ChartCandidate>(candidates: readonly T[], constraint: Constraint): Parsed<T>[] {
  return candidates.flatMap((candidate) => {
    const version = parseVersion(candidate.version);
    return version !== null && satisfies(version, constraint) ? [{ candidate, version }] : [];
  });
}

/**
 * The versions that `version:` of a HelmRelease allows, newest first. Helm's rule: nothing written is `*`, which
 * leaves prereleases out; exactly the written text wins over the reading as a range. Throws `CONSTRAINT_INVALID`.
 */
export function allowedChartVersions<T extends ChartCandidate>(
  candidates: readonly T[],
  wanted: string,
): T[] {
  const constraint = parseConstraint(wanted === "" ? "*" : wanted);
  const exact = candidates.find(({ version }) => version === wanted);
  if (exact !== undefined) return [exact];
  return matching(candidates, constraint)
    .sort((a, b) => compareVersions(b.version, a.version) || youngerFirst(a.candidate, b.candidate))
    .map(({ candidate }) => candidate);
}

/** What Helm would install; `null` when nothing fits. */
export const selectChartVersion = <T extends ChartCandidate>(
  candidates: readonly T[],
  wanted: string,
): T | null => allowedChartVersions(candidates, wanted)[0] ?? null;

/**
 * Whether a chart with this `kubeVersion` installs on a cluster. Helm refuses a chart whose constraint it cannot
 * parse, so that is "no" and not "unknown"; a chart that names none installs anywhere.
 */
export function acceptsKubernetes(kubeVersion: string | null, kubernetes: string): boolean {
  if (kubeVersion === null || kubeVersion === "") return true;
  const version = parseVersion(kubernetes);
  const constraint = tryParseConstraint(kubeVersion);
  return version !== null && constraint !== null && satisfies(version, constraint);
}

const FLUX_DIGEST = /\+[0-9a-f]{12}$/;

/** Flux puts the first digits of a chart's digest behind its version; the published version has none. */
export const withoutFluxDigest = (version: string): string => version.replace(FLUX_DIGEST, "");
