import { hostname } from "node:os";
import { blocked, isUpdateError, stalled } from "../domain/errors";
import type { LockState } from "../domain/ports";
import { isGone } from "./processes";
import type { World } from "./world";

/** A Lease in kube-system says who changes the cluster; it is renewed while we live and expires when we do not. */
const LEASE_SECONDS = 20;
const RENEW_MS = 5_000;
const POLL_MS = 1_000;

export interface HeldLock {
  /** Throws when somebody else has taken the lock. */
  assertHeld(): void;
}

/** `host/pid` of this machine whose process is gone can be taken over at once. */
export function holderIsDead(holder: string, self: string): boolean {
  if (holder === self) return true;
  const [host, pid] = holder.split("/");
  if (host !== hostname() || pid === undefined) return false;
  return isGone(Number(pid));
}

/** Another host's clock is not ours, so a lease counts as expired only when we watched it stand still. */
async function awaitFree({ cluster, clock, identity }: World): Promise<LockState> {
  let seen = await cluster.lockState();
  let since = clock.elapsedMs();
  const giveUp = since + (LEASE_SECONDS + 5) * 1000;
  for (;;) {
    if (seen.holder === null || holderIsDead(seen.holder, identity)) return seen;
    if (clock.elapsedMs() - since > seen.durationSeconds * 1000) return seen;
    if (clock.elapsedMs() > giveUp) {
      const next = "wait until that run ends; its progress is in: gitops-update status.";
      throw blocked("CLUSTER_LOCKED", `${seen.holder} is updating this cluster.`, next);
    }
    await clock.sleep(POLL_MS);
    const now = await cluster.lockState();
    if (now.renewedAt !== seen.renewedAt) since = clock.elapsedMs();
    seen = now;
  }
}

async function acquire(world: World): Promise<void> {
  const { cluster, clock, identity } = world;
  for (;;) {
    const free = await awaitFree(world);
    if (await cluster.takeLock(identity, LEASE_SECONDS, clock.now(), free)) return;
  }
}

/** Renews on a timer; an API server that is being restarted is no loss, another holder is. */
function keepRenewing({ cluster, clock, identity }: World): { lost: () => boolean; stop: () => void } {
  let lost = false;
  const renew = async (): Promise<void> => {
    const state = await cluster.lockState();
    if (state.holder !== null && !holderIsDead(state.holder, identity)) lost = true;
    else await cluster.takeLock(identity, LEASE_SECONDS, clock.now(), state);
  };
  const timer = setInterval(() => {
    renew().catch((error: unknown) => {
      if (!isUpdateError(error)) lost = true;
    });
  }, RENEW_MS);
  return { lost: () => lost, stop: () => clearInterval(timer) };
}

export interface LockOptions {
  /**
   * A rollback repairs clusters whose API server does not answer, and stops it itself: then there is nobody to ask
   * for a lock, and the stack's own lock has to do. @default false
   */
  readonly apiMayBeAway?: boolean;
}

const isAway = (error: unknown): boolean => isUpdateError(error) && error.kind === "waiting";

/** Runs `work` as the only updater of the cluster; the lock is given back however it ends. */
export async function withClusterLock<T>(
  world: World,
  work: (lock: HeldLock) => Promise<T>,
  { apiMayBeAway = false }: LockOptions = {},
): Promise<T> {
  await acquire(world).catch((error: unknown) => {
    if (!apiMayBeAway || !isAway(error)) throw error;
  });
  const renewal = keepRenewing(world);
  const assertHeld = (): void => {
    if (!renewal.lost()) return;
    const next = "find out who else updates this cluster, then run again.";
    throw stalled("LOCK_LOST", "another updater took the lock of this cluster.", next);
  };
  try {
    return await work({ assertHeld });
  } finally {
    renewal.stop();
    await world.cluster.releaseLock(world.identity).catch(() => undefined);
  }
}
