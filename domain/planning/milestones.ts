import { parseVersion } from "../constraints";
import type { Considered } from "../detect/choice";
import { PASSING } from "../detect/choice";
import type { Evidenced } from "../detect/evidence";

const minorOf = (version: string): string => {
  const parsed = parseVersion(version);
  return parsed === null ? version : `${parsed.major}.${parsed.minor}`;
};

const mayBeUsed = ({ refused, release }: Considered): boolean =>
  !release.deprecated && (refused === null || PASSING.has(refused.code));

const bare = (version: string): string => version.replace(/^v/, "");

/**
 * Versions that a plan may stop at: the newest of each minor, and the one that is wanted. Only of
 * these the definitions are read; a manifest has most of a megabyte, and nobody stops at an old patch.
 */
export function milestones({ choice }: Evidenced, wanted: string | undefined): string[] {
  const usable = (choice?.newer ?? []).filter(mayBeUsed).map(({ release }) => release.version);
  const newest = new Map(usable.toReversed().map((version) => [minorOf(version), version]));
  const named = (choice?.newer ?? [])
    .map(({ release }) => release.version)
    .filter((version) => wanted !== undefined && bare(version) === bare(wanted));
  return [...new Set([...newest.values(), ...named])];
}
