import { parseVersion, satisfies, tryParseConstraint } from "../constraints";
import type { VersionPin } from "../gitops/version-pin";

const bare = (version: string): string => version.replace(/^v/, "");

/** `v1.33.10+k3s1` in the spelling of `v1.33.4-k3s1`, as tags of images have it. */
const asTag = (written: string, version: string): string =>
  /-k3s\d/.test(written) ? version.replace("+k3s", "-k3s") : version;

/** A version in the spelling of the one that stands there: `=`, the leading `v` and the sign before `k3s1` stay. */
export function spelledAs(written: string, version: string): string {
  const [, lead = "", v = ""] = /^(=?\s*)(v?)/.exec(written) ?? [];
  return `${lead}${v}${asTag(written, bare(version))}`;
}

/** The exact version that takes the place of a range, with a `v` only if the range has one. */
export const exactFor = (range: string, version: string): string =>
  `${/(?:^|[^A-Za-z])v\d/.test(range) ? "v" : ""}${bare(version)}`;

/** Whether what is written moves to the version by itself; `null` for what cannot be read. */
export function covers({ text, kind }: VersionPin, version: string): boolean | null {
  if (kind === "any") return true;
  const [constraint, parsed] = [tryParseConstraint(text), parseVersion(version)];
  return constraint === null || parsed === null ? null : satisfies(parsed, constraint);
}

export const sameVersion = (a: string, b: string): boolean =>
  bare(a.replace(/^[=\s]+/, "")) === bare(b.replace(/^[=\s]+/, ""));
