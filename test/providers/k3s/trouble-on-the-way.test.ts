import "../../helpers/without-kubeconfig";
import { CORDON_ANNOTATION } from "../../../domain/cordon";
import type { JournalBody } from "../../../domain/journal";
import { rollForward } from "../../../providers/k3s/roll-forward";
import { k3sFile } from "../../helpers/fake-host";
import { FakeWorld, healthyWorld, NEW, OLD } from "../../helpers/fake-world";
import { rejectionOf } from "../../helpers/rejection";
import { attempt, type Prepared, prepare, publish } from "../../helpers/rollout";

/** Lets something happen at the moment when a step of a node begins or has ended. */
function when(
  { run }: Prepared,
  node: string,
  kinds: string | readonly string[],
  phase: JournalBody["phase"],
  happen: () => void,
): void {
  const { journal } = run.world;
  const append = journal.append.bind(journal);
  jest.spyOn(journal, "append").mockImplementation((body) => {
    const entry = append(body);
    if (body.node === node && [kinds].flat().includes(body.kind) && body.phase === phase) happen();
    return entry;
  });
}

/** k3s on a node is gone; the API server notices 40 seconds later. */
const stop = ({ kubernetes }: FakeWorld, node: string): void => {
  Object.assign(kubernetes.node(node).host.service, { active: "inactive", sub: "dead", mainPid: 0 });
};

const start = ({ kubernetes }: FakeWorld, node: string): void => {
  Object.assign(kubernetes.node(node).host.service, { active: "active", sub: "running", mainPid: 7 });
};

const startsOf = ({ kubernetes }: FakeWorld, node: string) => kubernetes.node(node).host.commandedStarts;

const isOpen = ({ kubernetes }: FakeWorld, node: string): boolean => {
  const { unschedulable, annotations } = kubernetes.node(node);
  return !unschedulable && !(CORDON_ANNOTATION in annotations);
};

/** Like `attempt`, with something that happens on the way. */
async function ready(world: FakeWorld): Promise<Prepared & { readonly go: () => Promise<void> }> {
  const prepared = await prepare({ world, assets: [publish(world)] });
  return { ...prepared, go: () => rollForward(prepared.context, prepared.tasks) };
}

describe("a node whose k3s goes away before its turn", () => {
  test("is not touched, and the run stops there and names it, although the API still calls it Ready", async () => {
    const world = healthyWorld();
    const { go, ...prepared } = await ready(world);
    when(prepared, "agent-1", "settle", "result", () => stop(world, "agent-2"));

    const error = await rejectionOf(go());

    expect(error).toMatchObject({ kind: "stalled", code: "NODE_UNFIT" });
    expect((error as Error).message).toMatch(/^agent-2 .*(inactive|not Ready)/);
    expect(startsOf(world, "agent-2")).toEqual([]);
    expect(isOpen(world, "agent-2")).toBe(true);
  });

  test("is waited for while it is on its way back", async () => {
    const world = healthyWorld();
    const { go, ...prepared } = await ready(world);
    when(prepared, "agent-2", "cordon", "intent", () => {
      const { service } = world.kubernetes.node("agent-2").host;
      Object.assign(service, { active: "activating", sub: "auto-restart", mainPid: 0 });
    });

    await go();

    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
  });

  test("does not lead to advice about budgets when it goes away during its drain", async () => {
    const world = healthyWorld();
    const budget = { namespace: "shop", name: "db", matchLabels: { app: "db" }, minAvailable: 1 };
    world.kubernetes.budgetObjects.push(budget);
    const { go, ...prepared } = await ready(world);
    when(prepared, "agent-1", "drain", "intent", () => stop(world, "agent-1"));

    const error = await rejectionOf(go());

    expect(error).toMatchObject({
      code: "DRAIN_BLOCKED",
      next: expect.stringMatching(/^bring agent-1 back/),
    });
    expect((error as Error).message).toContain("not Ready");
    expect(isOpen(world, "agent-1")).toBe(true);
  });
});

describe("three servers with an etcd", () => {
  const servers = ["server-1", "server-2", "server-3"];
  const haWorld = (): FakeWorld => {
    const world = new FakeWorld();
    for (const name of servers) world.kubernetes.addNode(name, "server", OLD).etcdVoter = true;
    world.kubernetes.addWorkload("Deployment", "shop", "web", ["server-1", "server-3"]);
    return world;
  };

  test("keep their quorum when a member is lost on the way: the next server is not touched", async () => {
    const world = haWorld();
    const { go, ...prepared } = await ready(world);
    when(prepared, "server-1", "settle", "result", () => stop(world, "server-3"));

    const error = await rejectionOf(go());

    expect(error).toMatchObject({ kind: "stalled", code: "QUORUM_AT_RISK" });
    expect((error as Error).message).toMatch(/without server-2 .*server-3/);
    expect(startsOf(world, "server-2")).toEqual([]);
    expect(isOpen(world, "server-2")).toBe(true);
    expect(world.kubernetes.answers).toBe(true);

    start(world, "server-3");
    await attempt({ world, assets: [publish(world)] });
    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
  });

  test("are asked again after the drain, before the binary is swapped", async () => {
    const world = haWorld();
    const { go, ...prepared } = await ready(world);
    when(prepared, "server-1", "drain", "result", () => stop(world, "server-2"));

    expect(await rejectionOf(go())).toMatchObject({ code: "QUORUM_AT_RISK" });

    expect(world.kubernetes.node("server-1").host.binaryVersion).toBe(OLD);
    expect(isOpen(world, "server-1")).toBe(true);
  });

  test("go on when the member is back in time", async () => {
    const world = haWorld();
    const { go, ...prepared } = await ready(world);
    when(prepared, "server-2", "cordon", "intent", () => {
      const { service } = world.kubernetes.node("server-3").host;
      Object.assign(service, { active: "activating", sub: "auto-restart", mainPid: 0 });
    });

    await go();

    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
  });
});

describe("a node that comes back neither with the new nor with the old version", () => {
  test("is opened again, and the error tells of both", async () => {
    const world = healthyWorld();
    const { go, ...prepared } = await ready(world);
    const { host } = world.kubernetes.node("agent-1");
    when(prepared, "agent-1", "restart", "intent", () => {
      host.refuses.add(NEW);
      host.refuses.add(OLD);
    });

    const error = await rejectionOf(go());

    expect(error).toMatchObject({ kind: "stalled", code: "NODE_LOST" });
    expect((error as Error).message).toMatch(/agent-1 did not take .* Seen: CRASH_LOOP.* Then: CRASH_LOOP/);
    expect(host.binaryVersion).toBe(OLD);
    expect(isOpen(world, "agent-1")).toBe(true);
  });

  test("because it is off stays cordoned, is named, and the next run finishes it", async () => {
    const world = healthyWorld();
    const { go, ...prepared } = await ready(world);
    when(prepared, "agent-1", "restart", "result", () => {
      stop(world, "agent-1");
      world.unreachable.add("agent-1");
    });

    const error = await rejectionOf(go());
    expect(error).toMatchObject({ kind: "waiting", code: "NODE_LOST" });
    expect((error as Error).message).toMatch(/^agent-1 .* Seen: NODE_TIMEOUT.* Then: SSH_UNREACHABLE/);

    world.unreachable.clear();
    world.kubernetes.node("agent-1").host.place("/usr/local/bin/k3s", k3sFile(NEW));
    start(world, "agent-1");
    await attempt({ world, assets: [publish(world)] });
    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
    expect(isOpen(world, "agent-1")).toBe(true);
  });
});

test("an agent keeps the new version when it is the API server that does not come back in time", async () => {
  const world = healthyWorld();
  const { go, ...prepared } = await ready(world);
  when(prepared, "agent-1", "restart", "result", () => {
    world.kubernetes.away = true;
  });

  expect(await rejectionOf(go())).toMatchObject({ kind: "waiting", code: "API_UNREACHABLE" });

  const { host } = world.kubernetes.node("agent-1");
  expect(host.binaryVersion).toBe(NEW);
  world.kubernetes.away = false;
  await attempt({ world, assets: [publish(world)] });
  expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
  expect(host.commandedStarts).toHaveLength(1);
});

test("an API server that is away for a moment in the middle of a drain does not end the run", async () => {
  const world = healthyWorld();
  const { go, ...prepared } = await ready(world);
  when(prepared, "agent-1", "drain", "intent", () => {
    world.kubernetes.away = true;
    const until = world.nowMs + 20_000;
    const tick = world.kubernetes.tick.bind(world.kubernetes);
    jest.spyOn(world.kubernetes, "tick").mockImplementation(() => {
      if (world.nowMs >= until) world.kubernetes.away = false;
      tick();
    });
  });

  await go();

  expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
});

test.each([86_400_000, -86_400_000])("our clock may jump by %d ms in the middle of a wait", async (jump) => {
  const world = healthyWorld();
  const { go, ...prepared } = await ready(world);
  const before = world.nowMs;
  when(prepared, "agent-1", ["drain", "wait-ready", "settle"], "intent", () => {
    world.clockJumpMs += jump;
  });

  await go();

  expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
  expect(world.nowMs - before).toBeLessThan(300_000);
});
