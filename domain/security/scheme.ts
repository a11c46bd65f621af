import { compareVersions, parseVersion, type SemVersion } from "../constraints";
import { tryParseK3sVersion } from "../k3s-version";

/**
 * A version in the words of an advisory. k3s is compared by its Kubernetes version: advisories do not know builds,
 * and a `+k3s2` of a vulnerable version may well be the fix, which only its notes can tell.
 */
export function advisoryVersion(version: string): SemVersion | null {
  const k3s = tryParseK3sVersion(version);
  const text =
    k3s === null ? version : `${k3s.core}${k3s.pre === null ? "" : `-${k3s.pre.label}${k3s.pre.number}`}`;
  return parseVersion(text.trim());
}

/** `rc10` -> `rc.10`, so that it comes after `rc9`, as it does in k3s. */
const split = (version: SemVersion): SemVersion => ({
  ...version,
  pre: version.pre.replaceAll(/([a-z])(\d)/gi, "$1.$2"),
});

export const compareAdvisory = (a: SemVersion, b: SemVersion): number => compareVersions(split(a), split(b));
