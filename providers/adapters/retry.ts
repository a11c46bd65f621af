import type { IBackoff } from "cockatiel";
import { isUpdateError } from "../../domain/errors";

/** Loaded by who asks somebody: a look whose answers are all kept asks nobody. */
const loadLibrary = () => import("cockatiel");

/** Retries what comes right by itself (`waiting`), four times with growing, jittered pauses; all else passes through. */
export async function retryWaiting<T>(action: () => Promise<T>): Promise<T> {
  const { ExponentialBackoff, handleWhen, retry } = await loadLibrary();
  const policy = retry(
    handleWhen((error) => isUpdateError(error) && error.kind === "waiting"),
    { maxAttempts: 4, backoff: new ExponentialBackoff({ initialDelay: 250, maxDelay: 4_000 }) },
  );
  return policy.execute(action);
}

/** A failure that passes, and how long the other side asked to be left alone. */
export class Passing extends Error {
  constructor(
    readonly reason: unknown,
    readonly pauseMs = 0,
  ) {
    super("passing", { cause: reason });
  }
}

export interface Patience {
  readonly retries: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** Retries {@link Passing} failures; a pause is never shorter than asked for. In the end the reason itself is thrown. */
export async function retryPassing<T>(patience: Patience, action: () => Promise<T>): Promise<T> {
  const { DelegateBackoff, ExponentialBackoff, handleWhen, retry } = await loadLibrary();
  const { retries, firstPauseMs, longestPauseMs } = patience;
  const growing = new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: longestPauseMs });
  const backoff = new DelegateBackoff<{ readonly result: object }, IBackoff<unknown>>(({ result }, last) => {
    const step = last === undefined ? growing.next() : last.next(undefined);
    const asked = "error" in result && result.error instanceof Passing ? result.error.pauseMs : 0;
    return { delay: Math.max(step.duration, asked), state: step };
  });
  const policy = retry(
    handleWhen((error) => error instanceof Passing),
    { maxAttempts: retries, backoff },
  );
  try {
    return await policy.execute(action);
  } catch (error) {
    throw error instanceof Passing ? error.reason : error;
  }
}
