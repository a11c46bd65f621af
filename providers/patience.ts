import { isUpdateError } from "../domain/errors";
import type { Clock } from "../domain/ports";

const POLL_MS = 1_000;

/** Repeats what comes right by itself (`waiting`) for so many milliseconds; the last error is passed on. */
export async function retryWhileWaiting<T>(
  clock: Clock,
  patienceMs: number,
  action: () => Promise<T>,
): Promise<T> {
  const deadline = clock.elapsedMs() + patienceMs;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isUpdateError(error) || error.kind !== "waiting" || clock.elapsedMs() > deadline) throw error;
      await clock.sleep(POLL_MS);
    }
  }
}
