import type { AffectedRange } from "./advisory";
import { advisoryVersion } from "./scheme";

const BOUND = /^(>=|<=|>|<|=)?\s*v?(\d+(?:\.\d+)*\S*)$/;

interface Draft {
  introduced: string | null;
  fixed: string | null;
  lastAffected: string | null;
}

/** `null` for what is no bound, and for `>`, which is a bound that cannot be told from `>=` by a range. */
function apply(draft: Draft, text: string): Draft | null {
  const [, sign = "=", version = ""] = BOUND.exec(text.trim()) ?? [];
  if (version === "" || advisoryVersion(version) === null) return null;
  if (sign === ">=") return { ...draft, introduced: version };
  if (sign === "<") return { ...draft, fixed: version };
  if (sign === "<=") return { ...draft, lastAffected: version };
  return sign === "=" ? { ...draft, introduced: version, lastAffected: version } : null;
}

/** `>= 1.8.0, < 1.8.5`, as GitHub's reviewed advisories write it. Repository advisories hold free text: `null` then. */
export function parseGithubRange(text: string): AffectedRange | null {
  return text.split(",").reduce<Draft | null>((draft, part) => (draft === null ? null : apply(draft, part)), {
    introduced: null,
    fixed: null,
    lastAffected: null,
  });
}
