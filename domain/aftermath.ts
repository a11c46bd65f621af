import { type Finding, isBlocker } from "./finding";
import type { JournalEntry } from "./journal";
import type { StepKind } from "./steps";

/** Steps after which pods are on their way for a while. Begun is enough: a killed run has no result. */
const DISTURBING: ReadonlySet<string> = new Set<StepKind>([
  "drain",
  "restart",
  "uncordon",
  "start-service",
  "restore-binary",
]);

/** Blockers that pass when the nodes and pods of a run that was interrupted are back. */
const PASSING: ReadonlySet<string> = new Set([
  "BUDGET_BLOCKS",
  "SYSTEM_UNHEALTHY",
  "NODE_NOT_READY",
  "SERVICE_UNSTABLE",
]);

/**
 * Milliseconds until what a run moved has to be back; 0 when none moved anything lately. They count from the last word of
 * the run: as long as it waited, what it waited for was not back.
 */
export function aftermathMs(entries: readonly JournalEntry[], settleMs: number, now: Date): number {
  const moved = entries.findLast(({ kind }) => DISTURBING.has(kind));
  const last = entries.findLast(({ run }) => run === moved?.run);
  if (last === undefined) return 0;
  return Math.min(settleMs, Math.max(0, Date.parse(last.at) + settleMs - now.getTime()));
}

/** Whether all that is in the way may be the aftermath of a run. */
export function isAftermath(findings: readonly Finding[]): boolean {
  const blockers = findings.filter(isBlocker);
  return blockers.length > 0 && blockers.every(({ code }) => PASSING.has(code));
}
