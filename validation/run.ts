import { isUpdateError, type UpdateError } from "../domain/errors";
import type { Finding } from "../domain/finding";
import type { Clock } from "../domain/ports";
import type { Check, CheckContext, CheckResult, Verdict } from "./types";

const cannotLook = (title: string, { code, message, next }: UpdateError): Finding => ({
  code,
  severity: "blocker",
  subject: title,
  message,
  next,
});

/** A check that cannot look is a failed check, never a passed one; a busy API server says so as a finding. */
async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  const { id, title } = check;
  try {
    const found = await check.run(context);
    if (found === "skip") return { id, title, outcome: "skipped", findings: [] };
    return { id, title, outcome: found.length === 0 ? "passed" : "failed", findings: found };
  } catch (error) {
    if (!isUpdateError(error)) throw error;
    return {
      id,
      title,
      outcome: "failed",
      findings: [cannotLook(title, error)],
    };
  }
}

/** Runs every check once and judges the whole. */
export async function validateOnce(suite: readonly Check[], context: CheckContext): Promise<Verdict> {
  const results: CheckResult[] = [];
  for (const check of suite) results.push(await runCheck(check, context));
  return { healthy: results.every(({ outcome }) => outcome !== "failed"), results };
}

export interface Patience {
  readonly clock: Clock;
  /** Milliseconds until an unhealthy cluster is given up. */
  readonly timeoutMs: number;
  readonly intervalMs: number;
  /** Healthy verdicts in a row that are needed, so that flapping does not pass. */
  readonly stableSamples: number;
}

/** Polls until the suite holds several times in a row; returns the last verdict when time is up. */
export async function validateUntilStable(
  suite: readonly Check[],
  context: CheckContext,
  { clock, timeoutMs, intervalMs, stableSamples }: Patience,
): Promise<Verdict> {
  const deadline = clock.elapsedMs() + timeoutMs;
  let inARow = 0;
  for (;;) {
    const verdict = await validateOnce(suite, context);
    inARow = verdict.healthy ? inARow + 1 : 0;
    if (inARow >= stableSamples) return verdict;
    if (!verdict.healthy && clock.elapsedMs() >= deadline) return verdict;
    await clock.sleep(intervalMs);
  }
}

/** The findings of a verdict that failed, in the order of its checks. */
export const findingsOf = ({ results }: Verdict) => results.flatMap(({ findings }) => findings);
