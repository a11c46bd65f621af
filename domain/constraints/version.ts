import { remembering } from "../remembering";

/**
 * Versions as Helm and Flux read them (Masterminds/semver 3.5): `1`, `1.2` and `v1.02.3` are versions, build metadata
 * never counts, and numbers go up to 2^64. The package `semver` is stricter, so a chart that Helm installs would be
 * invisible with it.
 */
export interface SemVersion {
  readonly text: string;
  readonly major: Whole;
  readonly minor: Whole;
  readonly patch: Whole;
  /** Without the dash; empty for a release. */
  readonly pre: string;
}

/** A bigint only where a number would lose digits, so that equal values are identical. */
export type Whole = number | bigint;

const LONGEST = 256;
const LARGEST = 18_446_744_073_709_551_615n;
const SAFE_DIGITS = 15;
const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const LOOSE = new RegExp(
  `^v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`,
);
const DIGITS = /^[0-9]+$/;

function whole(digits: string): Whole | null {
  if (digits.length <= SAFE_DIGITS) return Number(digits);
  const value = BigInt(digits);
  if (value > LARGEST) return null;
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** `rc.01` is no prerelease; everything else that the pattern lets through is one. */
const isPre = (pre: string): boolean =>
  pre.split(".").every((part) => !(part.length > 1 && part.startsWith("0") && DIGITS.test(part)));

function read(text: string): SemVersion | null {
  const match = LOOSE.exec(text);
  if (match === null) return null;
  const [, one = "", two = "0", three = "0", pre = ""] = match;
  const [major, minor, patch] = [whole(one), whole(two), whole(three)];
  if (major === null || minor === null || patch === null || !isPre(pre)) return null;
  return { text, major, minor, patch, pre };
}

const readOnce = remembering(read);

/** `null` for what Helm would not read as a version either. */
export const parseVersion = (text: string): SemVersion | null =>
  text.length > LONGEST ? null : readOnce(text);

export function compareWhole(a: Whole, b: Whole): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const numberIn = (part: string): Whole | null => (DIGITS.test(part) ? whole(part) : null);

/** Numbers before words, numbers by value, words by their bytes; a missing part comes first. */
function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? -1 : 1;
  const [left, right] = [numberIn(a), numberIn(b)];
  if (left === null && right === null) return a < b ? -1 : 1;
  if (left === null || right === null) return left === null ? 1 : -1;
  return compareWhole(left, right);
}

function comparePre(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const [left, right] = [a.split("."), b.split(".")];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePart(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** -1, 0 or 1; versions that differ in build metadata only are equal. */
export function compareVersions(a: SemVersion, b: SemVersion): number {
  return (
    compareWhole(a.major, b.major) ||
    compareWhole(a.minor, b.minor) ||
    compareWhole(a.patch, b.patch) ||
    comparePre(a.pre, b.pre)
  );
}
