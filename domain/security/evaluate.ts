import type { SemVersion } from "../constraints";
import { type Advisory, type AffectedPackage, type AffectedRange, describeRange } from "./advisory";
import { advisoryVersion, compareAdvisory } from "./scheme";

/** Why a version is, or may be, vulnerable. */
export interface SecurityVerdict {
  readonly status: "affected" | "unclear";
  readonly package: string;
  readonly version: string;
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly severity: string | null;
  readonly url: string;
  /** The range that the version lies in, or the text that could not be read. */
  readonly matched: string;
  /** First version of that range without the fault; `null` when there is none. */
  readonly fixedIn: string | null;
}

export interface Subject {
  readonly package: string;
  readonly version: string;
}

const atLeast = (version: SemVersion, bound: string | null): boolean => {
  const parsed = bound === null ? null : advisoryVersion(bound);
  return parsed === null || compareAdvisory(version, parsed) >= 0;
};

function beforeEnd(version: SemVersion, { fixed, lastAffected }: AffectedRange): boolean {
  const end = advisoryVersion(fixed ?? lastAffected ?? "");
  if (end === null) return true;
  const order = compareAdvisory(version, end);
  return fixed === null ? order <= 0 : order < 0;
}

const contains = (range: AffectedRange, version: SemVersion): boolean =>
  atLeast(version, range.introduced) && beforeEnd(version, range);

function isNamed({ versions }: AffectedPackage, version: SemVersion): boolean {
  return versions.some((named) => {
    const parsed = advisoryVersion(named);
    return parsed !== null && compareAdvisory(parsed, version) === 0;
  });
}

type Match = Pick<SecurityVerdict, "status" | "matched" | "fixedIn">;

function matchOf(affected: AffectedPackage, text: string): Match | null {
  const version = advisoryVersion(text);
  if (version === null) return { status: "unclear", matched: `"${text}" is not a version`, fixedIn: null };
  const range = affected.ranges.find((it) => contains(it, version));
  if (range !== undefined) return { status: "affected", matched: describeRange(range), fixedIn: range.fixed };
  if (isNamed(affected, version)) return { status: "affected", matched: `=${text}`, fixedIn: null };
  const [unread] = affected.unread;
  return unread === undefined ? null : { status: "unclear", matched: unread, fixedIn: null };
}

/** What the advisories say about one package at one version. What cannot be read is "unclear", never "fine". */
export function evaluateAdvisories(advisories: readonly Advisory[], subject: Subject): SecurityVerdict[] {
  return advisories.flatMap(({ withdrawn, affected, ...advisory }) => {
    if (withdrawn) return [];
    const matches = affected
      .filter((it) => it.package === subject.package)
      .map((it) => matchOf(it, subject.version))
      .filter((match) => match !== null);
    const worst = matches.find(({ status }) => status === "affected") ?? matches[0];
    if (worst === undefined) return [];
    const { id, aliases, summary, severity, url } = advisory;
    return [{ ...subject, id, aliases, summary, severity, url, ...worst }];
  });
}

/** The same fault has a number in every database; the first that is rated stands for all. */
export function mergeVerdicts(verdicts: readonly SecurityVerdict[]): SecurityVerdict[] {
  const merged: SecurityVerdict[] = [];
  for (const verdict of verdicts) {
    const at = merged.findIndex((it) => isSame(it, verdict));
    const known = merged[at];
    if (known === undefined) merged.push(verdict);
    else merged[at] = combine(known, verdict);
  }
  return merged;
}

const namesOf = ({ id, aliases }: SecurityVerdict): string[] => [id, ...aliases];

const isSame = (a: SecurityVerdict, b: SecurityVerdict): boolean =>
  a.package === b.package && a.version === b.version && namesOf(a).some((name) => namesOf(b).includes(name));

/** A clear verdict replaces an unclear one; nothing that either knows is lost. */
function combine(a: SecurityVerdict, b: SecurityVerdict): SecurityVerdict {
  const [better, other] = a.status === "unclear" && b.status === "affected" ? [b, a] : [a, b];
  const aliases = [...new Set([...namesOf(better), ...namesOf(other)])].filter((name) => name !== better.id);
  return {
    ...better,
    aliases,
    severity: better.severity ?? other.severity,
    fixedIn: better.fixedIn ?? other.fixedIn,
  };
}
