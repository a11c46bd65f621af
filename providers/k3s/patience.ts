import { retryWhileWaiting } from "../patience";
import type { Run } from "../run";

/** An etcd election, or an API server that moves to another server, takes seconds; a node is in the middle of its steps. */
const PATIENCE_MS = 60_000;

export const patiently = <T>({ world }: Run, action: () => Promise<T>): Promise<T> =>
  retryWhileWaiting(world.clock, PATIENCE_MS, action);
