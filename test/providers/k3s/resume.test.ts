import fc from "fast-check";
import { CORDON_ANNOTATION } from "../../../domain/cordon";
import { isUpdateError } from "../../../domain/errors";
import { verifyChain } from "../../../domain/journal";
import { unfinishedRun } from "../../../providers/run";
import { FakeWorld, type Faults, healthyWorld, Killed, NEW, OLD } from "../../helpers/fake-world";
import { type Attempt, attempt, publish } from "../../helpers/rollout";

// A whole run is repeated for each of its calls.
jest.setTimeout(60_000);

/** A server that is done and one agent with something to evict: small enough to die at every single call. */
function smallWorld(): FakeWorld {
  const world = new FakeWorld();
  const { kubernetes } = world;
  kubernetes.addNode("server-1", "server", NEW);
  kubernetes.addNode("agent-1", "agent", OLD);
  kubernetes.addWorkload("Deployment", "shop", "web", ["agent-1", "server-1"]);
  kubernetes.addWorkload("DaemonSet", "kube-system", "proxy", ["agent-1", "server-1"]);
  return world;
}

/** What a person or a scheduler does: runs it again until it goes through. */
async function again(request: Attempt): Promise<void> {
  for (let round = 0; ; round++) {
    try {
      await attempt(request);
      return;
    } catch (error) {
      if (!isUpdateError(error) || error.kind !== "waiting" || round === 20) throw error;
      request.world.advance(5_000);
    }
  }
}

/** One attempt that a fault ends; a host that is away during the first look counts as unreachable. */
async function interrupted(world: FakeWorld, faults: Faults, pauseMs: number): Promise<void> {
  try {
    await attempt({ world, assets: [publish(world)], faults });
  } catch (error) {
    const expected = isUpdateError(error) && (error.kind === "waiting" || error.code === "NODE_UNREACHABLE");
    if (!(error instanceof Killed) && !expected) throw error;
  }
  world.advance(pauseMs);
}

function expectUpgraded({ kubernetes, journal }: FakeWorld): void {
  for (const node of kubernetes.nodes) {
    expect(node).toMatchObject({ version: NEW, ready: true, unschedulable: false });
    expect(node.annotations).not.toHaveProperty([CORDON_ANNOTATION]);
  }
  expect(new Set(kubernetes.evictions).size).toBe(kubernetes.evictions.length);
  expect(verifyChain(journal.map((entry) => JSON.stringify(entry)))).toMatchObject({ ok: true });
  expect(unfinishedRun(journal)).toBeUndefined();
}

/** Restarts of a process that was up and ran the new binary already. */
const needlessRestarts = ({ kubernetes }: FakeWorld): number =>
  kubernetes.nodes
    .flatMap(({ host }) => host.commandedStarts)
    .filter(({ before }) => before === `${NEW} active`).length;

async function uninterrupted(make: () => FakeWorld) {
  const world = make();
  const calls = await attempt({ world, assets: [publish(world)] });
  expectUpgraded(world);
  return { calls, evictions: world.kubernetes.evictions.length };
}

const outcome = (world: FakeWorld) => ({
  evictions: world.kubernetes.evictions.length,
  needlessRestarts: needlessRestarts(world),
});

describe.each([
  ["killed", "killAt"],
  ["cut off", "dropAt"],
] as const)("a run that is %s", (_what, fault) => {
  test.each([
    ["before", 0],
    ["before", 30_000],
    ["after", 0],
    ["after", 30_000],
  ] as const)("%s any call goes on %d ms later and does nothing twice", async (when, pauseMs) => {
    const { calls, evictions } = await uninterrupted(smallWorld);
    expect(evictions).toBe(1);

    for (let call = 1; call <= calls; call++) {
      const world = smallWorld();
      await interrupted(world, { [fault]: { call, when } }, pauseMs);
      await again({ world, assets: [publish(world)] });

      expectUpgraded(world);
      expect({ call, ...outcome(world) }).toEqual({ call, evictions, needlessRestarts: 0 });
    }
  });
});

test("a whole cluster that is killed anywhere, any number of times, ends at the target", async () => {
  const { calls } = await uninterrupted(healthyWorld);
  const kill = fc.record({
    call: fc.integer({ min: 1, max: calls }),
    when: fc.constantFrom("before" as const, "after" as const),
    pauseMs: fc.constantFrom(0, 2_000, 60_000),
  });

  await fc.assert(
    fc.asyncProperty(fc.array(kill, { minLength: 1, maxLength: 4 }), async (kills) => {
      const world = healthyWorld();
      for (const { pauseMs, ...killAt } of kills) await interrupted(world, { killAt }, pauseMs);
      await again({ world, assets: [publish(world)] });

      expectUpgraded(world);
      expect(needlessRestarts(world)).toBe(0);
    }),
    { numRuns: 40 },
  );
});
