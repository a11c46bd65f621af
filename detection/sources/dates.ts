import { compareVersions, parseVersion } from "../../domain/constraints";
import type { Finding } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";
import type { Release } from "../../domain/listing";
import type { FirstSeen } from "../../domain/ports";

/** Fewer versions than this may come and go. */
const FEW = 4;

function dated(release: Release, seen: string | undefined): Release {
  const { publishedAt } = release;
  if (seen === undefined || (publishedAt !== null && publishedAt <= seen)) return release;
  return { ...release, publishedAt: seen, dated: "first-seen" };
}

/**
 * Dates what its source does not date. A date later than the first sight gives way to it, too: an index that is
 * generated anew stamps every entry with today, and nothing in it would ever grow old.
 */
export function firstSeenDates(
  firstSeen: FirstSeen,
  source: string,
  subject: string,
  releases: readonly Release[],
): { releases: Release[]; findings: Finding[] } {
  const names = releases.map(({ version }) => version);
  const { since, gone } = firstSeen.note(source, names);
  const shrunk = gone.length >= FEW && gone.length > names.length;
  const said = `${gone.length} versions that were listed before are gone, ${names.length} are left`;
  return {
    releases: releases.map((release) => dated(release, since.get(release.version))),
    findings: shrunk ? [finding("SOURCE_SHRANK", subject, said)] : [],
  };
}

/** An index need not be sorted; Helm sorts it, too. */
export function newestFirst(releases: readonly Release[]): Release[] {
  const parsed = releases.map((release) => ({ release, version: parseVersion(release.version) }));
  return parsed
    .sort((a, b) => (a.version === null || b.version === null ? 0 : compareVersions(b.version, a.version)))
    .map(({ release }) => release);
}
