import { usage } from "./errors";
import type { BumpKind } from "./plan";

declare const brand: unique symbol;

/** A k3s version in its one normal form, such as `v1.35.4+k3s1` or `v1.36.0-rc2+k3s1`. */
export type K3sVersion = string & { readonly [brand]: "K3sVersion" };

export interface ParsedVersion {
  readonly text: K3sVersion;
  /** Kubernetes' own `X.Y.Z`, which is semver; what follows it in k3s' tags is not. */
  readonly core: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly pre: { readonly label: string; readonly number: number } | null;
  /** N of `+k3sN`: the same Kubernetes with other bundled components. */
  readonly build: number;
}

const LONGEST = 64;
const NUMBER = "(0|[1-9]\\d{0,5})";
// `v1.33.10-k3s1` is how image tags write `v1.33.10+k3s1`. Tags that were really published and are refused:
// `v1.17.0+k3s.1`, `v1.18.20-rc1+k3s`, `v1.23.12+rk3s1`.
const TAG = new RegExp(
  `^v${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(?!k3s)([a-z]{1,16})${NUMBER})?[+-]k3s${NUMBER}$`,
);

function parsed(match: RegExpExecArray): ParsedVersion {
  const [, major = "", minor = "", patch = "", label, number = "0", build = ""] = match;
  const core = `${major}.${minor}.${patch}`;
  const pre = label === undefined ? null : { label, number: Number(number) };
  const text = `v${core}${pre === null ? "" : `-${label}${number}`}+k3s${build}` as K3sVersion;
  return {
    text,
    core,
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    pre,
    build: Number(build),
  };
}

/** As {@link parseK3sVersion}, with `null` for anything else; for lists in which strangers are expected. */
export function tryParseK3sVersion(text: string): ParsedVersion | null {
  if (text.length > LONGEST) return null;
  const match = TAG.exec(text);
  return match === null ? null : parsed(match);
}

/** Strict: `vX.Y.Z[-rcN]+k3sN`, or the image form `vX.Y.Z[-rcN]-k3sN`. Throws `VERSION_INVALID`. */
export function parseK3sVersion(text: string): ParsedVersion {
  const version = tryParseK3sVersion(text);
  if (version !== null) return version;
  const found = `"${text.slice(0, LONGEST)}" is not a k3s version`;
  throw usage(
    "VERSION_INVALID",
    `${found}; accepted: vX.Y.Z+k3sN or vX.Y.Z-rcN+k3sN.`,
    "write it as in v1.35.4+k3s1.",
  );
}

/** Lenient, for what people and `k3s --version` write: blanks around it and a missing `v` are forgiven. */
export function parseLenient(text: string): ParsedVersion {
  const trimmed = text.trim();
  return parseK3sVersion(trimmed.startsWith("v") ? trimmed : `v${trimmed}`);
}

/** A release comes after its own candidates; `rc10` after `rc9`, which is wrong as text. */
function comparePre(a: ParsedVersion["pre"], b: ParsedVersion["pre"]): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a.label !== b.label) return a.label < b.label ? -1 : 1;
  return Math.sign(a.number - b.number);
}

/** Total numeric order, -1, 0 or 1. To semantic versions, `+k3s2` and `+k3s10` are equal. */
export function compareK3s(a: string, b: string): number {
  const left = parseK3sVersion(a);
  const right = parseK3sVersion(b);
  return (
    Math.sign(left.major - right.major) ||
    Math.sign(left.minor - right.minor) ||
    Math.sign(left.patch - right.patch) ||
    comparePre(left.pre, right.pre) ||
    Math.sign(left.build - right.build)
  );
}

/** What going from one version to another is; leaving a release candidate for its release is a `patch`. */
export function bumpKind(from: string, to: string): BumpKind {
  const order = compareK3s(from, to);
  if (order === 0) return "same";
  if (order > 0) return "downgrade";
  const [a, b] = [parseK3sVersion(from), parseK3sVersion(to)];
  if (a.major !== b.major) return "major";
  if (a.minor !== b.minor) return "minor";
  return a.core === b.core && comparePre(a.pre, b.pre) === 0 ? "rebuild" : "patch";
}

/** `v1.35.4+k3s1` -> `1.35`. */
export function minorOf(version: string): string {
  const { major, minor } = parseK3sVersion(version);
  return `${major}.${minor}`;
}

export const isPrerelease = (version: string): boolean => parseK3sVersion(version).pre !== null;

/** Ascending, as a new list. */
export const sortK3s = <T extends string>(versions: readonly T[]): T[] => [...versions].sort(compareK3s);

/** The one version that all of them are; `null` where there are several, or none. */
export function onlyVersion(versions: readonly string[]): string | null {
  const [first = null, ...others] = new Set(versions);
  return others.length === 0 ? first : null;
}

/** As container images are tagged, where `+` is not allowed: `v1.35.4-k3s1`. */
export const formatImageTag = (version: string): string => parseK3sVersion(version).text.replace("+", "-");

/** As it stands in a download URL: `v1.35.4%2Bk3s1`. */
export const urlTag = (version: string): string => parseK3sVersion(version).text.replace("+", "%2B");
