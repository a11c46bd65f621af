import { compareVersions, compareWhole, type SemVersion } from "./version";

/** One side of a comparison: the version with zeros for wildcards, and how much of it was written down. */
export interface Bound {
  readonly version: SemVersion;
  /** Leading parts that are fixed: 0 for `*`, 1 for `1.x`, 2 for `1.2`, 3 for `1.2.3`. */
  readonly fixed: 0 | 1 | 2 | 3;
}

export type Operator = (version: SemVersion, bound: Bound) => boolean;

const sameMajor = (version: SemVersion, bound: Bound): boolean => version.major === bound.version.major;
const sameMinor = (version: SemVersion, bound: Bound): boolean =>
  sameMajor(version, bound) && version.minor === bound.version.minor;

const order = (version: SemVersion, bound: Bound): number => compareVersions(version, bound.version);
/** As {@link order}, looking at major and minor only, or at major only. */
function orderOfFixed(version: SemVersion, { version: other, fixed }: Bound): number {
  const major = compareWhole(version.major, other.major);
  return fixed === 1 ? major : major || compareWhole(version.minor, other.minor);
}

/** `1.2` without a patch, or `1.x`: the comparison is about a family of versions. A lone `*` is the number 0.0.0. */
const isFamily = ({ fixed }: Bound): boolean => fixed === 1 || fixed === 2;
const isZero = ({ version: { major, minor, patch } }: Bound): boolean =>
  major === 0 && minor === 0 && patch === 0;

const tilde: Operator = (version, bound) => {
  if (order(version, bound) < 0) return false;
  if (isZero(bound) && !isFamily(bound)) return true;
  return bound.fixed === 1 ? sameMajor(version, bound) : sameMinor(version, bound);
};

const equal: Operator = (version, bound) =>
  bound.fixed < 3 ? tilde(version, bound) : order(version, bound) === 0;

/** `!=1.2` spares a prerelease of 1.2 that the bound does not name; that is how Helm does it. */
const notEqual: Operator = (version, bound) => {
  if (bound.fixed === 1) return !sameMajor(version, bound);
  if (bound.fixed === 2) return !sameMinor(version, bound) || version.pre !== bound.version.pre;
  return order(version, bound) !== 0;
};

/** `>1` starts at 2.0.0 and `>1.2` at 1.3.0. */
const greater: Operator = (version, bound) =>
  (isFamily(bound) ? orderOfFixed(version, bound) : order(version, bound)) > 0;

/** `<=1` ends before 2.0.0 and `<=1.2` before 1.3.0; their prereleases are in it. */
const lessOrEqual: Operator = (version, bound) =>
  (bound.fixed < 3 ? orderOfFixed(version, bound) : order(version, bound)) <= 0;

/** Up to the next change of the first number that is not zero. `^*` is `^0.0.0`, odd as that is. */
const caret: Operator = (version, bound) => {
  if (order(version, bound) < 0) return false;
  if (bound.version.major !== 0 || bound.fixed === 1) return sameMajor(version, bound);
  if (bound.version.minor !== 0 || bound.fixed === 2) return sameMinor(version, bound);
  return sameMinor(version, bound) && version.patch === bound.version.patch;
};

const less: Operator = (version, bound) => order(version, bound) < 0;
const greaterOrEqual: Operator = (version, bound) => order(version, bound) >= 0;

export const OPERATORS: Readonly<Record<string, Operator>> = {
  "": equal,
  "=": equal,
  "!=": notEqual,
  ">": greater,
  "<": less,
  ">=": greaterOrEqual,
  "=>": greaterOrEqual,
  "<=": lessOrEqual,
  "=<": lessOrEqual,
  "~": tilde,
  "~>": tilde,
  "^": caret,
};
