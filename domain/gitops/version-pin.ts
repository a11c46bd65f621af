import type { At } from "./place";
import type { ScalarValue } from "./value";

/**
 * `exact` stays until somebody edits it, `range` and `any` move by themselves, `digest` is fixed without saying a
 * version, `channel` is an address that answers with one, `unknown` comes from a variable that is not in the tree.
 */
export type PinKind = "exact" | "range" | "any" | "digest" | "channel" | "unknown";

/** A version as somebody wrote it down. */
export interface VersionPin {
  readonly text: string;
  readonly kind: PinKind;
  /** What an edit replaces; absent when it is written nowhere or in several parts. */
  readonly at?: At;
}

const EXACT = /^=?\s*v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const DIGEST = /^(sha256:[0-9a-f]{64}|[0-9a-f]{40})$/;

function kindOf({ text, unknown }: ScalarValue): PinKind {
  if (unknown !== undefined) return "unknown";
  if (text === "" || text === "*" || text === "latest") return "any";
  if (DIGEST.test(text)) return "digest";
  return EXACT.test(text) ? "exact" : "range";
}

/** The pin of a scalar; what was put together of parts cannot be edited in one place. */
export function pinOf(scalar: ScalarValue, kind: PinKind = kindOf(scalar)): VersionPin {
  const written = scalar.version ?? scalar;
  const at = written.composed === true ? undefined : written.at;
  return { text: scalar.text, kind, ...(at === undefined ? {} : { at }) };
}

/** What holds when nothing is written. */
export const unwritten = (text: string, kind: PinKind = "any"): VersionPin => ({ text, kind });

export const movesItself = ({ kind }: VersionPin): boolean => kind === "range" || kind === "any";
