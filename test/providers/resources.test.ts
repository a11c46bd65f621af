import "../helpers/without-kubeconfig";
import { readdirSync, readFileSync } from "node:fs";
import { listBackups } from "../../providers/backup/catalogue";
import { unfinishedRun } from "../../providers/run";
import type { Settings } from "../../providers/settings";
import { FakeEngine, type Provider } from "../helpers/engine";
import { digestOf, k3sFile } from "../helpers/fake-host";
import { type FakeWorld, type Faults, healthyWorld, Killed, NEW, OLD } from "../helpers/fake-world";
import { rejectionOf } from "../helpers/rejection";
import { publish } from "../helpers/rollout";
import { settings } from "../helpers/settings";
import { makeSqliteTar } from "../helpers/sqlite-tar";
import { type Goal, upStage } from "../helpers/stage";
import { tempFolder } from "../helpers/temp-folder";

// Some tests walk through a whole update many times, on machines with other work to do.
jest.setTimeout(60_000);

let world: FakeWorld;
let faults: Faults = {};
jest.mock("../../providers/world", () => ({ openWorld: () => world.open(faults, "elsewhere/1") }));

const PATCH = "v1.35.5+k3s1";

let sqliteTar: string;
beforeAll(async () => {
  sqliteTar = await makeSqliteTar(tempFolder(), ["/registry/pods/shop/web"]);
});

let own: Settings;
let engine: FakeEngine;
beforeEach(() => {
  world = healthyWorld();
  world.kubernetes.node("server-1").host.datastoreTar = sqliteTar;
  faults = {};
  own = settings(world);
  engine = new FakeEngine();
});

const up = (goal: Goal): Promise<void> => upStage(engine, own, goal);
const versions = (): string[] => world.kubernetes.nodes.map(({ version }) => version);
const taken = () => listBackups(own);
const newestId = (): string => taken()[0]?.manifest.id ?? "";
const starts = (): number[] => world.kubernetes.nodes.map(({ host }) => host.commandedStarts.length);

describe("an upgrade through the engine", () => {
  test("stages, backs up, rolls and proves, and is done", async () => {
    await up({ assets: [publish(world)] });

    expect(engine.log).toEqual(["staging created", "backup created", "rollout created", "gate created"]);
    expect(versions()).toEqual([NEW, NEW, NEW]);
    expect(taken()).toHaveLength(1);
    expect(taken()[0]?.manifest).toMatchObject({ apiServerVersion: OLD, reason: `before upgrade to ${NEW}` });
    expect(unfinishedRun(world.journal)).toBeUndefined();
    expect(world.kubernetes.lock.holder).toBeNull();
  });

  test("is the same afterwards, whatever the clock says", async () => {
    const assets = [publish(world)];
    await up({ assets });
    const entries = world.journal.length;
    world.advance(3_600_000);

    await up({ assets });
    await up({ assets: [] });

    expect(engine.log.filter((line) => !line.endsWith("same"))).toEqual([]);
    expect(world.journal).toHaveLength(entries);
    expect(taken()).toHaveLength(1);
  });

  test("takes its backup before the first node is touched", async () => {
    await up({ assets: [publish(world)] });

    const done = world.journal.filter(({ phase }) => phase === "result").map(({ kind }) => kind);
    expect(done.indexOf("backup")).toBeGreaterThan(done.lastIndexOf("stage-binary"));
    expect(done.indexOf("backup")).toBeLessThan(done.indexOf("cordon"));
  });

  test("does not touch a node when the backup cannot be taken", async () => {
    world.kubernetes.node("server-1").host.datastoreTar = undefined;

    const error = await rejectionOf(up({ assets: [publish(world)] }));

    expect(error).toMatchObject({ code: "DATASTORE_COPY" });
    expect(starts()).toEqual([0, 0, 0]);
    expect(world.kubernetes.nodes.some(({ unschedulable }) => unschedulable)).toBe(false);
    expect(readdirSync(own.backup.directory)).toEqual([]);
  });

  test("without the Backup resource in the run is refused", async () => {
    const rollout = require("../../providers/rollout") as Provider;
    const inputs = { settings: own, target: NEW, mode: "upgrade", assets: [publish(world)] };

    expect(await rejectionOf(rollout.create(inputs))).toMatchObject({ cause: { code: "BACKUP_MISSING" } });
    expect(starts()).toEqual([0, 0, 0]);
  });

  test("that left a node behind goes on with the next up, once the node is mended", async () => {
    const assets = [publish(world)];
    const sick = world.kubernetes.node("agent-1").host;
    sick.refuses.add(NEW);
    expect(await rejectionOf(up({ assets }))).toMatchObject({ code: "NODE_ROLLED_BACK" });
    expect(engine.state.get("rollout")?.props.failed).toContain("NODE_ROLLED_BACK");

    sick.refuses.clear();
    await up({ assets });

    expect(versions()).toEqual([NEW, NEW, NEW]);
    expect(engine.state.get("rollout")?.props).not.toHaveProperty("failed");
    expect(taken()).toHaveLength(1);
    expect(unfinishedRun(world.journal)).toBeUndefined();
  });

  test("that is not healthy at the end is judged again by the next up, and nothing is done twice", async () => {
    const assets = [publish(world)];
    const mended = { now: false };
    world.kubernetes.apiServices.push({
      name: "v1.after",
      reason: "no endpoints",
      get available() {
        return mended.now || world.kubernetes.node("agent-2").version === OLD;
      },
    });
    expect(await rejectionOf(up({ assets }))).toMatchObject({ code: "VALIDATION_FAILED" });
    expect(unfinishedRun(world.journal)).toBeDefined();
    const after = starts();
    mended.now = true;

    await up({ assets });

    expect(engine.log.at(-1)).toBe("gate updated");
    expect(starts()).toEqual(after);
    expect(unfinishedRun(world.journal)).toBeUndefined();
  });

  test("of one node that fell behind backs up again, and keeps the way back to the version before", async () => {
    own = settings(world, { backup: { ...own.backup, keep: 1 } });
    const assets = [publish(world)];
    await up({ assets });
    const wayBack = newestId();
    world.advance(60_000);
    const { host } = world.kubernetes.node("agent-2");
    host.place(host.binary, k3sFile(OLD));
    Object.assign(host.service, { loaded: k3sFile(OLD), startedAt: world.nowMs });
    world.advance(60_000);
    expect(versions()).toEqual([NEW, NEW, OLD]);

    await up({ assets });

    expect(versions()).toEqual([NEW, NEW, NEW]);
    expect(taken().map(({ manifest }) => manifest.nodes.map(({ version }) => version))).toEqual([
      [NEW, NEW, OLD],
      [OLD, OLD, OLD],
    ]);
    expect(taken()[1]?.manifest.id).toBe(wayBack);
  });

  test("that is killed anywhere is finished by the next up, with one backup from before the first change", async () => {
    const assets = [publish(world)];
    await up({ assets });
    const steps = world.journal.length;

    for (let call = 1; call <= steps; call += 4) {
      world = healthyWorld();
      world.kubernetes.node("server-1").host.datastoreTar = sqliteTar;
      own = settings(world);
      engine = new FakeEngine();
      publish(world);
      faults = { killAt: { call, when: "after" } };
      await up({ assets }).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      faults = {};
      world.advance(120_000);

      await up({ assets });

      expect(versions()).toEqual([NEW, NEW, NEW]);
      expect(taken()[0]?.manifest.nodes.map(({ version }) => version)).toEqual([OLD, OLD, OLD]);
      expect(taken()).toHaveLength(1);
    }
  });
});

describe("a rollback through the engine", () => {
  const goal = (restore: string): Goal => ({ target: OLD, mode: "rollback", restore });

  test("over a minor restores binaries and datastore, servers before agents", async () => {
    await up({ assets: [publish(world)] });
    const { host } = world.kubernetes.node("server-1");

    await up(goal(newestId()));

    expect(versions()).toEqual([OLD, OLD, OLD]);
    expect(host.restored).toBe(digestOf(readFileSync(sqliteTar)));
    const done = world.journal
      .filter(({ phase, run }) => phase === "result" && run.startsWith("rollback"))
      .map(({ kind, node }) => `${kind} ${node}`);
    expect(done.indexOf("stop-service server-1")).toBeLessThan(done.indexOf("restore-binary agent-1"));
    expect(done.indexOf("restore-datastore server-1")).toBeLessThan(done.indexOf("start-service server-1"));
    expect(done.indexOf("wait-ready server-1")).toBeLessThan(done.indexOf("start-service agent-1"));
    expect(unfinishedRun(world.journal)).toBeUndefined();
  });

  test("within a minor swaps the files back one node after the other and leaves the data", async () => {
    await up({ target: PATCH, assets: [publish(world, k3sFile(PATCH))] });
    expect(versions()).toEqual([PATCH, PATCH, PATCH]);

    await up(goal(newestId()));

    expect(versions()).toEqual([OLD, OLD, OLD]);
    expect(world.kubernetes.node("server-1").host.restored).toBeNull();
    const restarted = world.journal
      .filter(
        ({ phase, run, kind }) => phase === "result" && run.startsWith("rollback") && kind === "restart",
      )
      .map(({ node }) => node);
    expect(restarted).toEqual(["agent-1", "agent-2", "server-1"]);
  });

  async function afterTheServerDied(reached: string): Promise<void> {
    await up({ target: reached, assets: [publish(world, k3sFile(reached))] });
    const { host } = world.kubernetes.node("server-1");
    host.refuses.add(reached);
    Object.assign(host.service, { active: "activating", sub: "auto-restart", mainPid: 0 });
    world.advance(60_000);
    expect(world.kubernetes.answers).toBe(false);
  }

  test("over a minor works while no API server answers", async () => {
    await afterTheServerDied(NEW);

    await up(goal(newestId()));

    expect(versions()).toEqual([OLD, OLD, OLD]);
  });

  test("within a minor works while no API server answers", async () => {
    await afterTheServerDied(PATCH);

    await up(goal(newestId()));

    expect(versions()).toEqual([OLD, OLD, OLD]);
  });

  test("keeps the backup that it named, however few are to be kept", async () => {
    own = settings(world, { backup: { ...own.backup, keep: 1 } });
    await up({ assets: [publish(world)] });
    const named = newestId();
    world.advance(60_000);

    await up(goal(named));

    expect(taken().map(({ manifest }) => manifest.id)).toEqual([newestId(), named]);
    expect(newestId()).not.toBe(named);
  });

  test("with a node that joined since is refused before anything is touched", async () => {
    await up({ assets: [publish(world)] });
    const restore = newestId();
    world.kubernetes.addNode("agent-3", "agent", NEW);
    own = settings(world);
    const before = starts();

    const error = await rejectionOf(up(goal(restore)));

    expect(error).toMatchObject({ kind: "blocked", code: "BACKUP_OTHER_NODES" });
    expect(starts()).toEqual(before);
  });

  test("goes on without an agent that has left since", async () => {
    await up({ assets: [publish(world)] });
    own = { ...own, ssh: { ...own.ssh, targets: own.ssh.targets.filter(({ name }) => name !== "agent-2") } };
    const { nodes } = world.kubernetes;
    nodes.splice(
      nodes.findIndex(({ name }) => name === "agent-2"),
      1,
    );

    await up(goal(newestId()));

    expect(versions()).toEqual([OLD, OLD]);
  });

  test("to another version than the backup's is refused before anything is touched", async () => {
    await up({ assets: [publish(world)] });
    const before = starts();

    const error = await rejectionOf(up({ ...goal(newestId()), target: "v1.35.3+k3s1" }));

    expect(error).toMatchObject({ kind: "blocked", code: "BACKUP_OTHER_VERSION" });
    expect(starts()).toEqual(before);
  });

  test("over a minor is refused where only a patch was agreed to", async () => {
    await up({ assets: [publish(world)] });
    const before = starts();

    const error = await rejectionOf(up({ ...goal(newestId()), permits: "patch" }));

    expect(error).toMatchObject({ kind: "blocked", code: "ROLLBACK_CLASS" });
    expect(starts()).toEqual(before);
    expect(world.kubernetes.node("server-1").host.restored).toBeNull();
  });

  test("without a backup is refused", async () => {
    await up({ assets: [publish(world)] });

    expect(await rejectionOf(up({ target: OLD, mode: "rollback" }))).toMatchObject({
      code: "BACKUP_UNNAMED",
    });
  });

  test.each([
    ["over a minor", NEW],
    ["within a minor", PATCH],
  ])("%s that is killed anywhere goes on where it was", async (_what, reached) => {
    const asset = publish(world, k3sFile(reached));
    await up({ target: reached, assets: [asset] });
    const upgraded = world.journal.length;
    await up(goal(newestId()));
    const steps = world.journal.length - upgraded;

    for (let call = 1; call <= steps * 2; call += 7) {
      world = healthyWorld();
      world.kubernetes.node("server-1").host.datastoreTar = sqliteTar;
      own = settings(world);
      engine = new FakeEngine();
      await up({ target: reached, assets: [publish(world, k3sFile(reached))] });
      const restore = newestId();
      faults = { killAt: { call, when: "after" } };
      await up(goal(restore)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      faults = {};
      world.advance(60_000);

      await up(goal(restore));

      expect({ call, versions: versions() }).toEqual({ call, versions: [OLD, OLD, OLD] });
      expect(world.kubernetes.nodes.some(({ unschedulable }) => unschedulable)).toBe(false);
    }
  });
});
