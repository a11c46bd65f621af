import { compareVersions, parseVersion, type SemVersion } from "../constraints";
import { bumpKind, compareK3s, tryParseK3sVersion } from "../k3s-version";
import type { ComponentKind } from "./component";

export const UPDATE_TYPES = ["none", "rebuild", "patch", "minor", "major"] as const;
export type UpdateType = (typeof UPDATE_TYPES)[number];

/** How versions of a kind of component are ordered, and what going from one to another is called. */
export interface Scheme {
  readonly isVersion: (text: string) => boolean;
  readonly compare: (a: string, b: string) => number;
  readonly typeOf: (from: string, to: string) => UpdateType;
}

/** `+k3s2` is an update of its own, which semantic versions do not see. */
const K3S: Scheme = {
  isVersion: (text) => tryParseK3sVersion(text) !== null,
  compare: compareK3s,
  typeOf: (from, to) => {
    const kind = bumpKind(from, to);
    return kind === "same" || kind === "downgrade" ? "none" : kind;
  },
};

function parsed(text: string): SemVersion {
  const version = parseVersion(text);
  if (version === null) throw new Error(`${text} is not a version`);
  return version;
}

/** Versions that differ in build metadata only are built anew from the same sources. */
function semverType(from: string, to: string): UpdateType {
  const [a, b] = [parsed(from), parsed(to)];
  const order = compareVersions(a, b);
  if (order > 0) return "none";
  if (order === 0) return from.replace(/^v/, "") === to.replace(/^v/, "") ? "none" : "rebuild";
  if (a.major !== b.major) return "major";
  return a.minor === b.minor ? "patch" : "minor";
}

const SEMVER: Scheme = {
  isVersion: (text) => parseVersion(text) !== null,
  compare: (a, b) => compareVersions(parsed(a), parsed(b)),
  typeOf: semverType,
};

export const schemeOf = (kind: ComponentKind): Scheme => (kind === "k3s" ? K3S : SEMVER);

/** `v1.33.10+k3s1` -> `1.33.10`: what a chart's `kubeVersion` is compared with. */
export const kubernetesOf = (version: string): string =>
  tryParseK3sVersion(version)?.core ?? version.replace(/^v/, "").replace(/[-+].*$/, "");
