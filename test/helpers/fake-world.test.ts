import { CORDON_ANNOTATION } from "../../domain/cordon";
import { verifyChain } from "../../domain/journal";
import { fileDigest, restoreBinary, swapBinary } from "../../providers/node-scripts/binary";
import { restartUnit } from "../../providers/node-scripts/service";
import { digestOf, k3sFile } from "./fake-host";
import { healthyWorld, Killed, NEW, OLD } from "./fake-world";
import { rejectionOf } from "./rejection";

const binary = "/usr/local/bin/k3s";
const fresh = k3sFile(NEW);

describe("the fake cluster", () => {
  test("remembers how a node was before our first cordon, and undoes only our own", async () => {
    const world = healthyWorld();
    const { cluster } = world.open();
    world.kubernetes.node("agent-1").unschedulable = true;

    await cluster.cordon("agent-1", "r1");
    await cluster.cordon("agent-1", "r2");
    expect(JSON.parse((await cluster.node("agent-1")).annotations[CORDON_ANNOTATION] ?? "")).toEqual({
      run: "r1",
      priorUnschedulable: true,
    });

    await cluster.uncordon("agent-1");
    expect(await cluster.node("agent-1")).toMatchObject({ unschedulable: true, annotations: {} });

    await cluster.cordon("agent-2", "r1");
    await cluster.uncordon("agent-2");
    expect(await cluster.node("agent-2")).toMatchObject({ unschedulable: false, annotations: {} });
  });

  test("honours budgets, and brings an evicted pod back elsewhere", async () => {
    const world = healthyWorld();
    const { cluster } = world.open();
    world.kubernetes.budgetObjects.push({
      namespace: "shop",
      name: "web",
      matchLabels: { app: "web" },
      minAvailable: 1,
    });
    const [first, second] = world.kubernetes.pods.filter(({ owner }) => owner?.name === "web");
    await cluster.cordon("agent-1", "r1");

    expect(await cluster.evict("shop", first?.name ?? "")).toEqual({ result: "accepted" });
    expect(await cluster.evict("shop", first?.name ?? "")).toEqual({ result: "gone" });
    expect(await cluster.evict("shop", second?.name ?? "")).toMatchObject({ result: "refused" });

    world.advance(5_000);
    const web = (await cluster.pods()).filter(({ owner }) => owner?.name === "web");
    expect(web.map(({ node, ready }) => [node === "agent-1", ready])).toEqual([
      [false, true],
      [false, true],
    ]);
  });

  test("keeps a pod waiting while no node is open", async () => {
    const world = healthyWorld();
    const { cluster } = world.open();
    for (const { name } of world.kubernetes.nodes) await cluster.cordon(name, "r1");
    await cluster.evict("shop", world.kubernetes.pods.find(({ owner }) => owner?.name === "db")?.name ?? "");

    world.advance(60_000);

    const db = (await cluster.pods()).find(({ owner }) => owner?.name === "db");
    expect(db).toMatchObject({ node: "", phase: "Pending", ready: false });
  });

  test("gives the lock to one of two that saw it free", async () => {
    const world = healthyWorld();
    const [a, b] = [world.open().cluster, world.open().cluster];
    const [seenByA, seenByB] = [await a.lockState(), await b.lockState()];

    const taken = await Promise.all([
      a.takeLock("a/1", 20, new Date(0), seenByA),
      b.takeLock("b/1", 20, new Date(0), seenByB),
    ]);

    expect(taken.filter((won) => won)).toHaveLength(1);
  });
});

describe("the fake host", () => {
  test("runs another version only after swap and restart, and answers the API meanwhile as a cluster would", async () => {
    const world = healthyWorld();
    const { shell, cluster } = world.open();
    const { host } = world.kubernetes.node("server-1");
    host.place("/new", fresh);

    const swapped = await shell.run("server-1", swapBinary, [binary, "/new", "/kept", digestOf(fresh)]);
    const again = await shell.run("server-1", swapBinary, [binary, "/new", "/kept", digestOf(fresh)]);
    expect([swapped.stdout, again.stdout]).toEqual(["swapped\n", "already\n"]);
    expect((await cluster.node("server-1")).version).toBe(OLD);

    await shell.run("server-1", restartUnit, ["k3s.service"]);
    expect(await rejectionOf(cluster.nodes())).toMatchObject({ kind: "waiting", code: "API_UNREACHABLE" });

    world.advance(10_000);
    expect((await cluster.node("server-1")).version).toBe(NEW);
    expect(await cluster.serverVersion()).toBe(NEW);
  });

  test("counts the restarts of a binary that dies, until the kept one is put back", async () => {
    const world = healthyWorld();
    const { shell } = world.open();
    const { host } = world.kubernetes.node("agent-1");
    host.place("/new", k3sFile(NEW, "crashes"));
    await shell.run("agent-1", swapBinary, [binary, "/new", "/kept", digestOf(k3sFile(NEW, "crashes"))]);
    await shell.run("agent-1", restartUnit, ["k3s-agent.service"]);

    world.advance(30_000);
    expect(host.service.restarts).toBeGreaterThan(3);
    expect(host.alive).toBe(false);

    await shell.run("agent-1", restoreBinary, [binary, "/kept", ""]);
    await shell.run("agent-1", restartUnit, ["k3s-agent.service"]);
    world.advance(10_000);
    expect(host).toMatchObject({ alive: true, runningVersion: OLD });
    const { stdout } = await shell.run("agent-1", fileDigest, [binary]);
    expect(stdout.trim()).toBe(digestOf(k3sFile(OLD)));
  });
});

describe("the faults", () => {
  test("a killed process has no effect any more, with the last call's effect lost or kept", async () => {
    for (const when of ["before", "after"] as const) {
      const world = healthyWorld();
      const { cluster, journal } = world.open({ killAt: { call: 2, when } });
      await cluster.cordon("agent-1", "r1");

      expect(await rejectionOf(cluster.cordon("agent-2", "r1"))).toBeInstanceOf(Killed);
      expect(await rejectionOf(cluster.uncordon("agent-1"))).toBeInstanceOf(Killed);
      expect(() => journal.append({ run: "r1", step: "s", node: null, kind: "k", phase: "note" })).toThrow(
        Killed,
      );

      expect(world.kubernetes.node("agent-1").unschedulable).toBe(true);
      expect(world.kubernetes.node("agent-2").unschedulable).toBe(when === "after");
    }
  });

  test("a dropped connection fails once and leaves the process alive", async () => {
    const world = healthyWorld();
    const { cluster } = world.open({ dropAt: { call: 1, when: "before" } });

    expect(await rejectionOf(cluster.cordon("agent-1", "r1"))).toMatchObject({ kind: "waiting" });
    await cluster.cordon("agent-1", "r1");

    expect(world.kubernetes.node("agent-1").unschedulable).toBe(true);
  });

  test("the journal goes on over processes and its chain verifies", () => {
    const world = healthyWorld();
    for (const run of ["r1", "r2"])
      world.open().journal.append({ run, step: "s", node: null, kind: "k", phase: "note" });

    const text = world.journal.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    expect(verifyChain(text)).toMatchObject({ ok: true, entries: [{ run: "r1" }, { run: "r2" }] });
  });
});
