import { isUpdateError } from "../domain/errors";
import type { Finding } from "../domain/finding";
import type { Clock } from "../domain/ports";
import { asFinding } from "./probes/measurement";
import type { Check, CheckContext, CheckResult, Measured, Verdict } from "./types";

const isMeasured = (found: readonly Finding[] | Measured): found is Measured => "extent" in found;

/** A check that cannot look is a failed check, never a passed one; a busy API server says so as a finding. */
async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  const { id, title } = check;
  try {
    const found = await check.run(context);
    if (found === "skip") return { id, title, outcome: "skipped", findings: [] };
    const { findings, ...extent } = isMeasured(found) ? found : { findings: found };
    return { id, title, outcome: findings.length === 0 ? "passed" : "failed", findings, ...extent };
  } catch (error) {
    if (!isUpdateError(error)) throw error;
    return { id, title, outcome: "failed", findings: [asFinding(title, error)] };
  }
}

const isFailed = ({ outcome }: CheckResult): boolean => outcome === "failed";

/** Runs every check once and judges the whole. */
export async function validateOnce(suite: readonly Check[], context: CheckContext): Promise<Verdict> {
  const results: CheckResult[] = [];
  for (const check of suite) results.push(await runCheck(check, context));
  return { healthy: !results.some(isFailed), results };
}

/**
 * The same for somebody who asks again and again: nodes and applications are not bothered with probes while the API
 * itself says that it is too early, and a probe that fails is not waited for: it will be sent again anyway.
 */
export async function validateSparingly(suite: readonly Check[], context: CheckContext): Promise<Verdict> {
  const asking = suite.filter(({ probes }) => probes !== true);
  const early = await validateOnce(asking, context);
  if (!early.healthy) return early;
  const late = await validateOnce(
    suite.filter(({ probes }) => probes === true),
    { ...context, probeAgainAfterMs: 0 },
  );
  return { healthy: late.healthy, results: [...early.results, ...late.results] };
}

export interface Patience {
  readonly clock: Clock;
  /** Milliseconds until an unhealthy cluster is given up. */
  readonly timeoutMs: number;
  readonly intervalMs: number;
  /** Healthy verdicts in a row that are needed, so that flapping does not pass. */
  readonly stableSamples: number;
}

/** A database counts connections that say nothing, and may shut its door after many. */
const PROBE_INTERVAL_MS = 5_000;

/** Unhealthy by a probe: what failed is on the nodes, and asking every second does not mend it. */
const probed = (suite: readonly Check[], { results }: Verdict): boolean =>
  suite.some(({ id, probes }) => probes === true && results.some((it) => it.id === id && isFailed(it)));

/** Milliseconds until it is worth while to ask again. */
export const pauseAfter = (suite: readonly Check[], verdict: Verdict, intervalMs: number): number =>
  probed(suite, verdict) ? Math.max(intervalMs, PROBE_INTERVAL_MS) : intervalMs;

/** Polls until the suite holds several times in a row; returns the last verdict when time is up. */
export async function validateUntilStable(
  suite: readonly Check[],
  context: CheckContext,
  { clock, timeoutMs, intervalMs, stableSamples }: Patience,
): Promise<Verdict> {
  const deadline = clock.elapsedMs() + timeoutMs;
  let inARow = 0;
  for (;;) {
    const verdict = await validateSparingly(suite, context);
    inARow = verdict.healthy ? inARow + 1 : 0;
    if (inARow >= stableSamples) return verdict;
    if (!verdict.healthy && clock.elapsedMs() >= deadline) return verdict;
    await clock.sleep(pauseAfter(suite, verdict, intervalMs));
  }
}

/** The findings of a verdict that failed, in the order of its checks. */
export const findingsOf = ({ results }: Verdict) => results.flatMap(({ findings }) => findings);
