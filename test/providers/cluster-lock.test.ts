import "../helpers/without-kubeconfig";
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { holderIsDead, withClusterLock } from "../../providers/cluster-lock";
import { healthyWorld } from "../helpers/fake-world";
import { rejectionOf } from "../helpers/rejection";

const gonePid = (): number => spawnSync("true").pid;

test("of three that want the lock at once exactly one works at a time", async () => {
  const world = healthyWorld();
  let inside = 0;
  let most = 0;
  let worked = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await pause(5);
    worked += 1;
    inside -= 1;
  };
  /** Time passes for all of them, slowly enough that nobody's lease runs out. */
  const ports = (identity: string) => {
    const own = world.open({}, identity);
    const sleep = async (): Promise<void> => {
      await pause(1);
      await own.clock.sleep(100);
    };
    return { ...own, clock: { ...own.clock, sleep } };
  };

  await Promise.all(["a/1", "b/1", "c/1"].map((who) => withClusterLock(ports(who), work)));

  expect({ most, worked }).toEqual({ most: 1, worked: 3 });
  expect(world.kubernetes.lock.holder).toBeNull();
});

test("the lock is given back when the work fails", async () => {
  const world = healthyWorld();

  const failed = withClusterLock(world.open(), async () => {
    throw new Error("no");
  });

  expect(await rejectionOf(failed)).toMatchObject({ message: "no" });
  expect(world.kubernetes.lock.holder).toBeNull();
});

test("a holder of this machine whose process is gone is followed at once", async () => {
  const world = healthyWorld();
  world.kubernetes.writeLock(`${hostname()}/${gonePid()}`, 20, new Date(world.nowMs), 0);
  const before = world.nowMs;

  await withClusterLock(world.open({}, `${hostname()}/1`), async () => undefined);

  expect(world.nowMs).toBe(before);
});

test("a holder elsewhere is followed once its lease was seen to stand still", async () => {
  const world = healthyWorld();
  world.kubernetes.writeLock("elsewhere/7", 20, new Date(0), 0);
  const before = world.nowMs;

  await withClusterLock(world.open(), async () => undefined);

  expect(world.nowMs - before).toBeGreaterThanOrEqual(20_000);
});

test("a holder elsewhere that renews is named", async () => {
  const world = healthyWorld();
  const ports = world.open();
  const renewing = {
    ...ports,
    clock: {
      ...ports.clock,
      sleep: async (milliseconds: number) => {
        await ports.clock.sleep(milliseconds);
        const { version } = world.kubernetes.lock;
        world.kubernetes.writeLock("elsewhere/7", 20, new Date(world.nowMs), version);
      },
    },
  };
  world.kubernetes.writeLock("elsewhere/7", 20, new Date(world.nowMs), 0);

  expect(await rejectionOf(withClusterLock(renewing, async () => undefined))).toMatchObject({
    kind: "blocked",
    code: "CLUSTER_LOCKED",
    message: expect.stringContaining("elsewhere/7"),
  });
});

describe("while the work goes on", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test("another holder is noticed, an absent API is not held to be one", async () => {
    const world = healthyWorld();

    await withClusterLock(world.open(), async ({ assertHeld }) => {
      world.kubernetes.away = true;
      await jest.advanceTimersByTimeAsync(6_000);
      expect(assertHeld).not.toThrow();

      world.kubernetes.away = false;
      const { version } = world.kubernetes.lock;
      world.kubernetes.writeLock("thief/1", 20, new Date(world.nowMs), version);
      await jest.advanceTimersByTimeAsync(6_000);
      expect(assertHeld).toThrow(/another updater/);
    });

    expect(world.kubernetes.lock.holder).toBe("thief/1");
  });

  test("the lease is renewed", async () => {
    const world = healthyWorld();

    await withClusterLock(world.open(), async () => {
      const first = world.kubernetes.lock.version;
      await jest.advanceTimersByTimeAsync(11_000);
      expect(world.kubernetes.lock.version).toBe(first + 2);
    });
  });
});

test.each([
  ["ourselves", (self: string) => self, true],
  ["a process of this machine that is gone", () => `${hostname()}/${gonePid()}`, true],
  ["a process of this machine that lives", () => `${hostname()}/${process.pid}`, false],
  ["another machine", () => "elsewhere/1", false],
  ["a name without a process", () => hostname(), false],
])("%s", (_who, holder, dead) => {
  expect(holderIsDead(holder("me/1"), "me/1")).toBe(dead);
});
