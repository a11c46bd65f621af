import { formatDuration } from "./duration";
import type { Finding } from "./finding";
import { acknowledge, finding } from "./finding-codes";
import { planPath } from "./k3s-path";
import { isPrerelease } from "./k3s-version";
import type { Path } from "./path-query";
import type { Stage } from "./plan";
import { type PathInput, traitsOf } from "./plan-input";
import { isWithdrawn, type K3sRelease, resolveDesired } from "./release";
import { STOP_RULES } from "./upgrade-rules";

export interface PathDecision {
  readonly desired: string;
  readonly stages: readonly Stage[];
  readonly findings: readonly Finding[];
}

/** `null` when the date is not known. */
function isOldEnough({ publishedAt }: K3sRelease, now: Date, minimumAge: number): boolean | null {
  return publishedAt === null ? null : now.getTime() - Date.parse(publishedAt) >= minimumAge;
}

function ageFindings(desired: string, { config, releases, now }: PathInput): Finding[] {
  const { minimumReleaseAge } = config.policy;
  const release = releases.find(({ version }) => version === desired);
  if (minimumReleaseAge === undefined || release === undefined) return [];
  const old = isOldEnough(release, now, minimumReleaseAge);
  if (old === true) return [];
  const subject = `version ${desired}`;
  if (old === null) return [finding("RELEASE_AGE_UNKNOWN", subject, "has no release date")];
  const message = `was published at ${release.publishedAt}, less than ${formatDuration(minimumReleaseAge)} ago`;
  return [finding("RELEASE_TOO_YOUNG", subject, message)];
}

function versionFindings(desired: string, { releases, channels }: PathInput): Finding[] {
  const subject = `version ${desired}`;
  if (isWithdrawn(desired, channels)) {
    return [finding("VERSION_WITHDRAWN", subject, "is excluded by k3s' own channels")];
  }
  const marked = releases.some(({ version, prerelease }) => version === desired && prerelease);
  if (!isPrerelease(desired) && !marked) return [];
  return [finding("VERSION_PRERELEASE", subject, "is marked as a prerelease")];
}

/** Newer minors are often published before older ones' last patches, and then lack their fixes (k3s#7537). */
function buildFindings({ from, to }: Stage, { releases }: PathInput): Finding[] {
  const dateOf = (wanted: string): string | null =>
    releases.find(({ version }) => version === wanted)?.publishedAt ?? null;
  const [old, young] = [dateOf(from), dateOf(to)];
  if (old === null || young === null || Date.parse(young) >= Date.parse(old)) return [];
  const message = `was published at ${young}, before ${from} (${old})`;
  return [finding("OLDER_BUILD", `version ${to}`, message)];
}

/** Stops on the way must be as old as the policy asks; the desired version is judged by itself. */
function offered(desired: string, { config, releases, channels, now }: PathInput): K3sRelease[] {
  const age = config.policy.minimumReleaseAge ?? 0;
  return releases.filter(
    (release) =>
      release.version === desired ||
      (!isWithdrawn(release.version, channels) && isOldEnough(release, now, age) !== false),
  );
}

function pathTo(desired: string, input: PathInput): Path {
  const { config, inventory } = input;
  return planPath({
    nodes: inventory.cluster.nodes,
    desired,
    available: offered(desired, input),
    rules: STOP_RULES,
    traits: traitsOf(inventory),
    ...(config.rollback === undefined ? {} : { rollbackTo: config.rollback.to }),
  });
}

/**
 * Which version is meant, which stages lead to it, and what speaks against them. Comes before the plan, because
 * the files of the first stage are looked up in between.
 */
export function decidePath(input: PathInput): PathDecision {
  const { versions, rollback } = input.config;
  // While a rollback is permitted it is what is wanted: going forward then would be the opposite.
  const desired = rollback?.to ?? resolveDesired(versions.k3s, input.channels, input.releases);
  const path = pathTo(desired, input);
  if ("refused" in path) return { desired, stages: [], findings: path.refused };
  const [first] = path.stages;
  if (first === undefined) return { desired, stages: [], findings: [] };
  // What ran before needs no second judgement to be gone back to.
  if (first.kind === "downgrade") return { desired, stages: path.stages, findings: [] };
  const found = [
    ...versionFindings(desired, input),
    ...ageFindings(desired, input),
    ...buildFindings(first, input),
  ];
  return { desired, stages: path.stages, findings: acknowledge(found, input.config.policy.acknowledge) };
}
