import { blocked } from "./errors";
import { tryParseK3sVersion } from "./k3s-version";

const LONGEST_PATTERN = 500;
/** Unbounded repeats allowed in one pattern; k3s' own patterns have one. */
const MOST_REPEATS = 4;

function refuse(pattern: string, why: string): never {
  const found = `the channel server sent the pattern "${pattern.slice(0, 80)}", which ${why}.`;
  throw blocked("CHANNEL_PATTERN", found, "check gitops-updates:cluster.sources.k3s.channels.");
}

/**
 * The channel server matches in linear time (RE2), JavaScript does not: `(a+)+b` would keep it busy for ever. So
 * what RE2 does not know and what JavaScript is slow at are both refused. A pattern is never skipped: it may be
 * the one that withdraws a release.
 */
function compile(pattern: string): RegExp {
  if (pattern.length > LONGEST_PATTERN) refuse(pattern, `is longer than ${LONGEST_PATTERN} characters`);
  // Escaped characters and classes are single characters here, such as `[^+]` in `^[^+]+-`.
  const shape = pattern.replace(/\\./g, "x").replace(/\[\^?\]?[^\]]*\]/g, "x");
  if (/\\[1-9k]/.test(pattern) || /\(\?(?!:)/.test(shape)) refuse(pattern, "uses more than RE2 knows");
  if (/\)[*+{]/.test(shape)) refuse(pattern, "repeats a group");
  if ((shape.match(/[*+{]/g) ?? []).length > MOST_REPEATS) refuse(pattern, "has too many repeats");
  try {
    return new RegExp(pattern);
  } catch {
    return refuse(pattern, "is no regular expression");
  }
}

/** Whether a pattern of the channel server is found in a version's normal form. An absent one matches nothing. */
export function matchesPattern(pattern: string | undefined, version: string): boolean {
  if (pattern === undefined || pattern === "") return false;
  const regexp = compile(pattern);
  const parsed = tryParseK3sVersion(version);
  return parsed !== null && regexp.test(parsed.text);
}
