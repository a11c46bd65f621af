import { compareVersions, parseVersion, type SemVersion } from "../constraints";
import { bumpKind, compareK3s, tryParseK3sVersion } from "../k3s-version";
import type { BumpKind } from "../plan";
import { remembering } from "../remembering";

/** The numbers that rules about ways look at. */
export interface Parts {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The order that the versions of a component follow. */
export type SchemeName = "k3s" | "semver";

/** How the versions of a component are read and ordered. */
export interface Scheme {
  parts(text: string): Parts | null;
  compare(a: string, b: string): number;
  bump(from: string, to: string): BumpKind;
}

const k3s: Scheme = {
  parts: tryParseK3sVersion,
  compare: compareK3s,
  bump: bumpKind,
};

const numbers = ({ text, major, minor, patch }: SemVersion): Parts => ({
  text,
  major: Number(major),
  minor: Number(minor),
  patch: Number(patch),
});

/** The numbers tell most pairs apart; only within a minor it takes a comparison. */
function bumpOf(from: Parts, to: Parts, order: (a: string, b: string) => number): BumpKind {
  if (from.major !== to.major) return from.major > to.major ? "downgrade" : "major";
  if (from.minor !== to.minor) return from.minor > to.minor ? "downgrade" : "minor";
  const within = order(from.text, to.text);
  if (within === 0) return "same";
  return within > 0 ? "downgrade" : "patch";
}

function semver(): Scheme {
  const parts = remembering((text): Parts | null => {
    const found = parseVersion(text);
    return found === null ? null : numbers(found);
  });
  const order = (a: string, b: string): number => {
    const left = parseVersion(a);
    const right = parseVersion(b);
    // Versions that differ in build metadata only are equal to Helm; an order is needed all the same.
    const byVersion = left === null || right === null ? 0 : compareVersions(left, right);
    return byVersion || (a < b ? -1 : Number(a !== b));
  };
  return {
    parts,
    compare: order,
    bump(from, to) {
      const a = parts(from);
      const b = parts(to);
      return a === null || b === null ? "major" : bumpOf(a, b, order);
    },
  };
}

export type Schemes = Readonly<Record<SchemeName, Scheme>>;

/** For one problem: what was read is remembered as long as these are. */
export const schemes = (): Schemes => ({ k3s, semver: semver() });
