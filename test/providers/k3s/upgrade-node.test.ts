import "../../helpers/without-kubeconfig";
import { CORDON_ANNOTATION } from "../../../domain/cordon";
import { restartService } from "../../../providers/k3s/node-service";
import { rollForward } from "../../../providers/k3s/roll-forward";
import { clearStop, requestStop } from "../../../providers/run";
import { digestOf, k3sFile } from "../../helpers/fake-host";
import { type FakeWorld, healthyWorld, Killed, NEW, OLD } from "../../helpers/fake-world";
import { rejectionOf } from "../../helpers/rejection";
import { attempt, prepare, publish } from "../../helpers/rollout";
import { settings } from "../../helpers/settings";

const results = ({ journal }: FakeWorld): string[] =>
  journal
    .filter(({ phase }) => phase === "result")
    .map(({ kind, node, outcome }) => `${kind} ${node} ${outcome}`);

const resultsOf = (world: FakeWorld, node: string): string[] =>
  results(world)
    .filter((line) => line.includes(` ${node} `))
    .map((line) => line.replace(` ${node} `, " "));

const finished = [
  "stage-binary done",
  "cordon done",
  "drain done",
  "swap done",
  "restart done",
  "wait-ready done",
  "recover done",
  "uncordon done",
  "settle done",
];

describe("a healthy cluster", () => {
  test("is brought to the target node by node, servers first, every step in order", async () => {
    const world = healthyWorld();

    await attempt({ world, assets: [publish(world)] });

    expect(resultsOf(world, "agent-1")).toEqual(finished);
    const begun = world.journal.filter(({ kind, phase }) => kind === "cordon" && phase === "intent");
    expect(begun.map(({ node }) => node)).toEqual(["server-1", "agent-1", "agent-2"]);
    const staged = results(world).findLastIndex((line) => line.startsWith("stage-binary"));
    const cordoned = results(world).findIndex((line) => line.startsWith("cordon"));
    expect(staged).toBeLessThan(cordoned);
    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
  });

  test("every result follows its intent, and is on record before the next act begins", async () => {
    const world = healthyWorld();

    await attempt({ world, assets: [publish(world)] });

    const acts = world.journal.filter(({ phase, kind }) => phase !== "note" && kind !== "stage-binary");
    for (const [index, { phase, step }] of acts.entries()) {
      expect(phase).toBe(index % 2 === 0 ? "intent" : "result");
      if (phase === "result") expect(step).toBe(acts[index - 1]?.step);
    }
  });

  test("keeps the old binary beside the new one", async () => {
    const world = healthyWorld();

    await attempt({ world, assets: [publish(world)] });

    const { host } = world.kubernetes.node("agent-1");
    expect(host.content(`/usr/local/bin/.k3s.rollback-${OLD}`)).toBe(k3sFile(OLD));
    expect([...host.files.keys()].filter((path) => path.endsWith(".new"))).toEqual([]);
  });

  test("that is at the target already is left alone", async () => {
    const world = healthyWorld(NEW);

    await attempt({ world, assets: [] });

    expect(results(world)).toEqual([]);
    expect(world.kubernetes.nodes.flatMap(({ host }) => host.commandedStarts)).toEqual([]);
  });

  test("is not drained when the policy says cordon", async () => {
    const world = healthyWorld();
    const policy = { drain: { minor: "cordon" } };

    await attempt({ world, assets: [publish(world)], settings: settings(world, { policy }) });

    expect(world.kubernetes.evictions).toEqual([]);
    expect(resultsOf(world, "agent-1")).toEqual(finished.filter((line) => line !== "drain done"));
  });
});

describe("the file", () => {
  test("that is not what the plan pins is refused before any node is touched", async () => {
    const world = healthyWorld();
    const asset = publish(world);
    world.downloads.set(asset.url, "something else");

    expect(await rejectionOf(attempt({ world, assets: [asset] }))).toMatchObject({
      kind: "blocked",
      code: "DOWNLOAD_CORRUPT",
    });
    expect(results(world)).toEqual([]);
  });

  test("that calls itself another version is refused before any node is touched", async () => {
    const world = healthyWorld();
    const asset = publish(world, k3sFile("v1.36.4+k3s1"));

    expect(await rejectionOf(attempt({ world, assets: [asset] }))).toMatchObject({
      code: "STAGE_WRONG_VERSION",
    });
    expect(results(world).filter((line) => line.startsWith("cordon"))).toEqual([]);
  });

  test("that has changed on the node since it was staged is not put in place", async () => {
    const world = healthyWorld();
    const { context, tasks } = await prepare({ world, assets: [publish(world)] });
    const { host } = world.kubernetes.node("server-1");
    for (const path of [...host.files.keys()].filter((it) => it.endsWith(".new"))) host.place(path, "bad");

    expect(await rejectionOf(rollForward(context, tasks))).toMatchObject({ code: "SWAP_REFUSED" });

    expect(host.binaryVersion).toBe(OLD);
    expect(world.kubernetes.node("server-1")).toMatchObject({ unschedulable: false, annotations: {} });
    await attempt({ world, assets: [publish(world)] });
    expect(host.runningVersion).toBe(NEW);
  });

  test("is downloaded once for all nodes of an architecture, and not again by a second attempt", async () => {
    const world = healthyWorld();
    const asset = publish(world);
    await prepare({ world, assets: [asset] });
    world.downloads.clear();

    await attempt({ world, assets: [asset] });

    expect(results(world).filter((line) => line === "stage-binary agent-1 skipped")).toHaveLength(1);
  });
});

describe("a node that does not take the new version", () => {
  test.each([
    ["dies again and again", "crashes", "CRASH_LOOP"],
    ["never becomes ready", "hangs", "NODE_TIMEOUT"],
  ] as const)("because it %s gets its old binary back, and the run stops there", async (_what, how, seen) => {
    const world = healthyWorld();
    const asset = publish(world, k3sFile(NEW, how));

    const error = await rejectionOf(attempt({ world, assets: [asset] }));

    expect(error).toMatchObject({ kind: "stalled", code: "NODE_ROLLED_BACK", cause: { code: seen } });
    const server = world.kubernetes.node("server-1");
    expect(server).toMatchObject({ version: OLD, unschedulable: false, annotations: {} });
    expect(server.host).toMatchObject({ runningVersion: OLD, binaryVersion: OLD, alive: true });
    for (const name of ["agent-1", "agent-2"])
      expect(world.kubernetes.node(name).host.commandedStarts).toEqual([]);
  });

  test("says what k3s itself said last", async () => {
    const world = healthyWorld();
    const asset = publish(world, k3sFile(NEW, "crashes"));

    const error = (await rejectionOf(attempt({ world, assets: [asset] }))) as Error;

    expect(error.message).toContain("level=fatal msg=boom");
  });

  test("leaves those that were done before it at the target, and goes on there when it is mended", async () => {
    const world = healthyWorld();
    const assets = [publish(world)];
    const sick = world.kubernetes.node("agent-1").host;
    sick.refuses.add(NEW);

    expect(await rejectionOf(attempt({ world, assets }))).toMatchObject({ code: "NODE_ROLLED_BACK" });
    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, OLD, OLD]);

    sick.refuses.clear();
    await attempt({ world, assets });
    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
    expect(world.kubernetes.node("server-1").host.commandedStarts).toHaveLength(1);
  });

  test("is brought back by the next run when the process died in the middle of the undo", async () => {
    const sick = (): FakeWorld => {
      const world = healthyWorld();
      world.kubernetes.node("agent-1").host.refuses.add(NEW);
      return world;
    };
    const whole = sick();
    const { context, tasks, calls } = await prepare({ world: whole, assets: [publish(whole)] });
    expect(await rejectionOf(rollForward(context, tasks))).toMatchObject({ code: "NODE_ROLLED_BACK" });
    const last = calls();

    for (let call = last - 40; call < last; call++) {
      const world = sick();
      const assets = [publish(world)];
      const killAt = { call, when: "after" } as const;
      expect(await rejectionOf(attempt({ world, assets, faults: { killAt } }))).toBeInstanceOf(Killed);
      world.advance(10_000);

      expect(await rejectionOf(attempt({ world, assets }))).toMatchObject({ code: "NODE_ROLLED_BACK" });
      const { version, unschedulable, host } = world.kubernetes.node("agent-1");
      expect({ version, unschedulable, alive: host.alive }).toEqual({
        version: OLD,
        unschedulable: false,
        alive: true,
      });
    }
  });
});

test("a node that is still starting the new binary is not restarted once more", async () => {
  const world = healthyWorld();
  const { run } = await prepare({ world, assets: [publish(world)] });
  const { host } = world.kubernetes.node("agent-1");
  const service = { node: "agent-1", unit: host.unit };
  host.place(host.binary, k3sFile(NEW));

  expect(await restartService(run, service)).toMatchObject({ outcome: "done" });
  world.advance(1_000);
  expect(host.service.active).toBe("activating");

  expect(await restartService(run, service)).toMatchObject({ outcome: "skipped" });
});

describe("a drain", () => {
  const DB_BUDGET = { namespace: "shop", name: "db-budget", matchLabels: { app: "db" }, minAvailable: 1 };

  test("that a budget blocks says which and what it lacks, and the node is opened again", async () => {
    const world = healthyWorld();
    world.kubernetes.budgetObjects.push(DB_BUDGET);

    const error = (await rejectionOf(attempt({ world, assets: [publish(world)] }))) as Error;

    expect(error).toMatchObject({
      kind: "stalled",
      code: "DRAIN_BLOCKED",
      next: "scale the workload up or relax its PodDisruptionBudget, then run again.",
    });
    expect(error.message).toMatch(
      /^agent-1 could not be drained in time: the budget shop\/db-budget holds back shop\/db-\S+ \(no disruption is allowed: 1 of 1 pods are healthy and 1 must be\)\.$/,
    );
    expect(world.kubernetes.node("agent-1")).toMatchObject({
      version: OLD,
      unschedulable: false,
      annotations: {},
    });
    expect(world.kubernetes.node("agent-1").host.commandedStarts).toEqual([]);
  });

  test("that a budget holds up by what it remembers is worth trying again", async () => {
    const world = healthyWorld();
    const [, going] = world.kubernetes.addWorkload("StatefulSet", "shop", "queue", ["agent-1", "agent-2"]);
    const goingPods = [going?.name ?? ""];
    const budget = { namespace: "shop", name: "queue", matchLabels: { app: "queue" }, minAvailable: 1 };
    world.kubernetes.budgetObjects.push({ ...budget, goingPods });

    const error = (await rejectionOf(attempt({ world, assets: [publish(world)] }))) as Error;

    expect(error).toMatchObject({ code: "DRAIN_BLOCKED", next: expect.stringMatching(/^run again: /) });
    expect(error.message).toContain(`${going?.name} counts as on the way out for up to 2 minutes`);
  });

  test("waits for a budget that only needs its pods to come back elsewhere first", async () => {
    const world = healthyWorld();
    world.kubernetes.addWorkload("Deployment", "shop", "queue", ["agent-1", "agent-1"]);
    world.kubernetes.budgetObjects.push({
      namespace: "shop",
      name: "queue",
      matchLabels: { app: "queue" },
      minAvailable: 1,
    });

    await attempt({ world, assets: [publish(world)] });

    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
  });

  test("refuses bare pods before it evicts anything, unless the policy accepts the loss", async () => {
    const world = healthyWorld();
    world.kubernetes.addPod({ namespace: "shop", name: "by-hand", node: "agent-1" });
    const assets = [publish(world)];

    const error = (await rejectionOf(attempt({ world, assets }))) as Error;
    expect(error).toMatchObject({ kind: "blocked", code: "BARE_PODS" });
    expect(error.message).toContain("shop/by-hand");
    expect(world.kubernetes.evictions.filter((name) => !name.startsWith("kube-system"))).toEqual([]);
    expect(world.kubernetes.node("agent-1").unschedulable).toBe(false);

    const accepting = settings(world, { policy: { drain: { evictBarePods: true } } });
    await attempt({ world, assets, settings: accepting });
    expect(world.kubernetes.evictions).toContain("shop/by-hand");
  });

  test("leaves DaemonSets, mirrors of static pods and finished pods where they are", async () => {
    const world = healthyWorld();
    world.kubernetes.addPod({ namespace: "kube-system", name: "static", node: "agent-1", mirror: true });
    world.kubernetes.addPod({ namespace: "shop", name: "job", node: "agent-1", phase: "Succeeded" });

    await attempt({ world, assets: [publish(world)] });

    expect(world.kubernetes.evictions.join(" ")).not.toMatch(/static|job|proxy/);
  });
});

describe("a cordon by somebody else", () => {
  test("is still there afterwards, and only our mark is gone", async () => {
    const world = healthyWorld();
    world.kubernetes.node("agent-1").unschedulable = true;

    await attempt({ world, assets: [publish(world)] });

    expect(world.kubernetes.node("agent-1")).toMatchObject({
      version: NEW,
      unschedulable: true,
      annotations: {},
    });
  });

  test("is ours alone to lift when the node carries our mark from an earlier run", async () => {
    const world = healthyWorld();
    world.kubernetes.cordon("agent-1", "an-earlier-run");

    await attempt({ world, assets: [publish(world)] });

    const { unschedulable, annotations } = world.kubernetes.node("agent-1");
    expect({ unschedulable, mark: annotations[CORDON_ANNOTATION] }).toEqual({
      unschedulable: false,
      mark: undefined,
    });
  });
});

describe("between two nodes", () => {
  test("a request to stop is honoured, and the next run goes on", async () => {
    const world = healthyWorld();
    const assets = [publish(world)];
    requestStop(world.stateDir);

    expect(await rejectionOf(attempt({ world, assets }))).toMatchObject({
      kind: "partial",
      code: "STOP_REQUESTED",
    });
    expect(results(world).filter((line) => line.startsWith("cordon"))).toEqual([]);

    clearStop(world.stateDir);
    await attempt({ world, assets });
    expect(world.kubernetes.nodes.map(({ version }) => version)).toEqual([NEW, NEW, NEW]);
  });

  test("a request to stop is honoured also while agents overlap", async () => {
    const world = healthyWorld();
    for (const name of ["agent-3", "agent-4", "agent-5"]) world.kubernetes.addNode(name, "agent", OLD);
    world.kubernetes.node("agent-2").host.bootMs = 20_000;
    const own = settings(world, { policy: { maxUnavailable: 2 } });
    const { context, tasks } = await prepare({ world, assets: [publish(world)], settings: own });
    const { journal } = context.run.world;
    const append = journal.append.bind(journal);
    jest.spyOn(journal, "append").mockImplementation((body) => {
      if (body.kind === "cordon" && body.node === "agent-1") requestStop(world.stateDir);
      return append(body);
    });

    expect(await rejectionOf(rollForward(context, tasks))).toMatchObject({ code: "STOP_REQUESTED" });

    const reached = world.kubernetes.nodes.filter(({ version }) => version === NEW);
    expect(reached.map(({ name }) => name)).toEqual(["server-1", "agent-1", "agent-2"]);
  });

  test("a window that has closed stops the run until it opens again", async () => {
    const world = healthyWorld();
    const window = [{ start: "10:00", duration: "1m", timeZone: "UTC" }];
    const own = settings(world, { policy: { window } });
    const assets = [publish(world)];
    const { context, tasks } = await prepare({ world, assets, settings: own });
    world.advance(57_000);

    expect(await rejectionOf(rollForward(context, tasks))).toMatchObject({
      kind: "partial",
      code: "WINDOW_CLOSED",
    });

    const versions = world.kubernetes.nodes.map(({ version }) => version);
    expect(versions[0]).toBe(NEW);
    expect(versions.at(-1)).toBe(OLD);
    expect(world.kubernetes.nodes.filter(({ unschedulable }) => unschedulable)).toEqual([]);
  });
});

test("a run whose lock is lost begins no further step", async () => {
  const world = healthyWorld();
  const { run, context, tasks } = await prepare({ world, assets: [publish(world)] });
  let steps = 0;
  const losing = {
    ...run,
    assertMayContinue: () => {
      if (++steps > 3) throw new Error("the lock was lost");
    },
  };
  const before = results(world).length;

  await rejectionOf(rollForward({ ...context, run: losing }, tasks));

  expect(results(world)).toHaveLength(before + 3);
});

test("the digest that must stand on the node is the asset's", async () => {
  const world = healthyWorld();

  await attempt({ world, assets: [publish(world)] });

  for (const { host } of world.kubernetes.nodes)
    expect(digestOf(host.content(host.binary))).toBe(digestOf(k3sFile(NEW)));
});
