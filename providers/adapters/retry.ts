import { ExponentialBackoff, handleWhen, retry } from "cockatiel";
import { isUpdateError } from "../../domain/errors";

/** Retries what comes right by itself (`waiting`), four times with growing, jittered pauses; all else passes through. */
const policy = retry(
  handleWhen((error) => isUpdateError(error) && error.kind === "waiting"),
  { maxAttempts: 4, backoff: new ExponentialBackoff({ initialDelay: 250, maxDelay: 4_000 }) },
);

export const retryWaiting = <T>(action: () => Promise<T>): Promise<T> => policy.execute(action);
