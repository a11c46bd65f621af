import type { Finding } from "../finding";

/** Findings of a look that missed a side: what was not seen has no component that could be called unknown. */
const UNSEEN_CODES: ReadonlySet<string> = new Set(["CLUSTER_UNKNOWN", "CLUSTER_PART_UNKNOWN", "GIT_UNKNOWN"]);

/** What a look has missed. */
export const unseenIn = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ code }) => UNSEEN_CODES.has(code));

/** The same behind a sentence that something is not there, for perhaps it is. */
export const missed = (unseen: readonly Finding[]): string =>
  unseen.map(({ subject, message }) => ` ${subject}: ${message}`).join("");
