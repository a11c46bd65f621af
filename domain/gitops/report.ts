import type { Finding } from "../finding";
import { type FindingCode, finding } from "../finding-codes";
import { describeAt } from "./kube-object";
import { type At, type Place, placeOf } from "./place";

/** A finding that knows where it is. */
export interface GitFinding extends Finding {
  readonly place: Place | null;
}

/** The subject is the place, as editors jump to it. */
export function gitFinding(
  code: FindingCode,
  at: At | undefined,
  message: string,
  better: Partial<Pick<Finding, "severity" | "next">> = {},
): GitFinding {
  return {
    ...finding(code, describeAt(at), message, better),
    place: at === undefined ? null : placeOf(at),
  };
}

/** Builds are asked several times for the same folder; what they say is said once. */
export function onlyOnce(findings: readonly GitFinding[]): GitFinding[] {
  const seen = new Map(findings.map((it) => [`${it.code} ${it.subject} ${it.message}`, it]));
  return [...seen.values()];
}
