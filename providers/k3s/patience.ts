import { isUpdateError } from "../../domain/errors";
import type { Run } from "../run";

/** An etcd election, or an API server that moves to another server, takes seconds; a node is in the middle of its steps. */
const PATIENCE_MS = 60_000;
const POLL_MS = 1_000;

/** Repeats what comes right by itself (`waiting`) for a while; the last error is passed on. */
export async function patiently<T>({ world: { clock } }: Run, action: () => Promise<T>): Promise<T> {
  const deadline = clock.elapsedMs() + PATIENCE_MS;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isUpdateError(error) || error.kind !== "waiting" || clock.elapsedMs() > deadline) throw error;
      await clock.sleep(POLL_MS);
    }
  }
}
