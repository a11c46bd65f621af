import { usage } from "../errors";
import { remembering } from "../remembering";
import { type Bound, OPERATORS, type Operator } from "./operators";
import { parseVersion, type SemVersion } from "./version";

interface Term {
  readonly holds: Operator;
  readonly bound: Bound;
}

/** Terms joined by "and". A prerelease among the bounds lets prereleases of any number in. */
interface Group {
  readonly terms: readonly Term[];
  readonly prereleases: boolean;
}

/** A constraint as Helm and Flux evaluate it: groups joined by "or". */
export interface Constraint {
  readonly text: string;
  readonly groups: readonly Group[];
}

const LONGEST = 512;
const MOST_GROUPS = 32;
/** Go's idea of a blank. JavaScript's `\s` knows twenty more. */
const BLANK = "[\\t\\n\\f\\r ]";
const OPERATOR = "(=||!=|>|<|>=|=>|<=|=<|~|~>|\\^)";
const WORDS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
// The stroke within the brackets is one that the original has by mistake; `1|2` must fail as it fails there.
const NUMBER = "[0-9|xX*]+";
const VERSION = `v?(${NUMBER})(?:\\.(${NUMBER}))?(?:\\.(${NUMBER}))?(-${WORDS})?(?:\\+${WORDS})?`;
const TERM = `${OPERATOR}${BLANK}*(${VERSION})`;
const bare = (pattern: string): string => pattern.replaceAll(/\((?!\?)/g, "(?:");

const TERMS = new RegExp(TERM, "g");
const ONE_TERM = `${bare(TERM)}${BLANK}*`;
const GROUP = new RegExp(`^${BLANK}*${ONE_TERM}(?:(?:${BLANK}+|,${BLANK}*)${ONE_TERM})*$`);
const HYPHEN = new RegExp(`${BLANK}*(${bare(VERSION)})${BLANK}+-${BLANK}+(${bare(VERSION)})${BLANK}*`, "g");
const BLANKS = new RegExp(`${BLANK}+`, "g");

const isWild = (part: string | undefined): boolean =>
  part === undefined || part === "x" || part === "X" || part === "*";

/** What is written behind a wildcard is not looked at: `1.x.7` is `1.x`. */
function boundOf([, , whole = "", major, minor, patch, pre = ""]: RegExpMatchArray): Bound | null {
  const [text, fixed]: [string, Bound["fixed"]] = isWild(major)
    ? [`0.0.0${pre}`, 0]
    : isWild(minor)
      ? [`${major}.0.0${pre}`, 1]
      : isWild(patch)
        ? [`${major}.${minor}.0${pre}`, 2]
        : [whole, 3];
  const version = parseVersion(text);
  return version === null ? null : { version, fixed };
}

function termOf(match: RegExpMatchArray): Term | null {
  const bound = boundOf(match);
  const holds = OPERATORS[match[1] ?? ""];
  return bound === null || holds === undefined ? null : { holds, bound };
}

/** Runs of blanks are squeezed first: without it a long one makes the pattern try every way to share it out. */
function groupOf(text: string): Group | null {
  const squeezed = text.replaceAll(BLANKS, " ");
  if (!GROUP.test(squeezed)) return null;
  const terms = [...squeezed.matchAll(TERMS)].map(termOf);
  if (terms.some((term) => term === null)) return null;
  const known = terms.filter((term) => term !== null);
  return { terms: known, prereleases: known.some(({ bound }) => bound.version.pre !== "") };
}

/** `1.2 - 3` -> `>= 1.2, <= 3`. */
const withoutHyphens = (text: string): string =>
  [...text.matchAll(HYPHEN)].reduce(
    (left, [whole, low, high]) => left.replace(whole, () => `>= ${low}, <= ${high} `),
    text,
  );

function read(text: string): Constraint | null {
  const parts = withoutHyphens(text).split("||");
  if (parts.length > MOST_GROUPS) return null;
  const groups = parts.map(groupOf);
  if (groups.some((group) => group === null)) return null;
  return { text, groups: groups.filter((group) => group !== null) };
}

const readOnce = remembering(read);

/** As {@link parseConstraint}, with `null` for what Helm refuses to parse. The empty text is such a one. */
export const tryParseConstraint = (text: string): Constraint | null =>
  text.length > LONGEST ? null : readOnce(text);

/** Throws `CONSTRAINT_INVALID`. */
export function parseConstraint(text: string): Constraint {
  const constraint = tryParseConstraint(text);
  if (constraint !== null) return constraint;
  throw usage(
    "CONSTRAINT_INVALID",
    `"${text.slice(0, 80)}" is not a version constraint of Helm; accepted: ">=1.25.0-0 <2", "1.2.x", "^1.2 || ~2.1".`,
    "correct it, or ask who publishes it to.",
  );
}

/** Prereleases match only where the group itself names one, which is what the `-0` of `>=1.25.0-0` is for. */
export function satisfies(version: SemVersion, { groups }: Constraint): boolean {
  return groups.some(
    ({ terms, prereleases }) =>
      (version.pre === "" || prereleases) && terms.every(({ holds, bound }) => holds(version, bound)),
  );
}
