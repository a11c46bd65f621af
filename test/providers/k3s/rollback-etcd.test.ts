import "../../helpers/without-kubeconfig";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "tar";
import { listBackups } from "../../../providers/backup/catalogue";
import { unfinishedRun } from "../../../providers/run";
import type { Settings } from "../../../providers/settings";
import { FakeEngine } from "../../helpers/engine";
import { etcdSnapshot } from "../../helpers/etcd-snapshot";
import { digestOf, type FakeHost } from "../../helpers/fake-host";
import { type FakeWorld, type Faults, healthyWorld, Killed, NEW, OLD } from "../../helpers/fake-world";
import { rejectionOf } from "../../helpers/rejection";
import { publish } from "../../helpers/rollout";
import { settings } from "../../helpers/settings";
import { upStage } from "../../helpers/stage";
import { tempFolder } from "../../helpers/temp-folder";

jest.setTimeout(60_000);

let world: FakeWorld;
let faults: Faults = {};
jest.mock("../../../providers/world", () => ({ openWorld: () => world.open(faults, "elsewhere/1") }));

const SERVERS = ["server-1", "server-2", "server-3"];
const ALL = [OLD, OLD, OLD, OLD, OLD];

let snapshotTar: string;
beforeAll(async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, "in"));
  writeFileSync(join(folder, "in", "snapshot-server-1-1"), etcdSnapshot());
  snapshotTar = join(folder, "etcd.tar");
  await create({ file: snapshotTar, cwd: join(folder, "in") }, ["snapshot-server-1-1"]);
});

let own: Settings;
let engine: FakeEngine;

const hostOf = (name: string): FakeHost => world.kubernetes.node(name).host;
const versions = (): string[] => world.kubernetes.nodes.map(({ version }) => version);
const members = (): string[] => SERVERS.map((server) => hostOf(server).member);
const newestId = (): string => listBackups(own)[0]?.manifest.id ?? "";
const goBack = (restore: string): Promise<void> =>
  upStage(engine, own, { target: OLD, mode: "rollback", restore });

/** Three servers that share an etcd: two of them are configured to join `first`. */
async function upgradedCluster(first = "server-1"): Promise<void> {
  world = healthyWorld();
  const { kubernetes } = world;
  for (const name of SERVERS.slice(1)) kubernetes.addNode(name, "server", OLD);
  for (const name of SERVERS) {
    kubernetes.node(name).etcdVoter = true;
    Object.assign(hostOf(name), { datastore: "etcd", datastoreTar: snapshotTar, joins: name !== first });
  }
  own = settings(world);
  engine = new FakeEngine();
  await upStage(engine, own, { assets: [publish(world)] });
}

const doneBy = (entries = world.journal): string[] =>
  entries
    .filter(({ phase, run }) => phase === "result" && run.startsWith("rollback"))
    .map(({ kind, node }) => `${kind} ${node}`);

beforeEach(() => {
  faults = {};
  return upgradedCluster();
});

test("one server gets the snapshot, and the others join it one after the other", async () => {
  await goBack(newestId());

  expect(versions()).toEqual(ALL);
  expect(members()).toEqual(["restored", "joined", "joined"]);
  expect(hostOf("server-1").restored).toBe(digestOf(readFileSync(snapshotTar)));
  const done = doneBy();
  const from = done.indexOf("restore-datastore server-1");
  const turns = done.slice(from).filter((step) => /^(clear-datastore|wait-member)/.test(step));
  expect(turns).toEqual([
    "wait-member server-1",
    "clear-datastore server-2",
    "wait-member server-2",
    "clear-datastore server-3",
    "wait-member server-3",
  ]);
  expect(done.lastIndexOf("stop-service server-3")).toBeLessThan(from);
  expect(done).not.toContain("drain server-1");
  expect(unfinishedRun(world.journal)).toBeUndefined();
});

test("the server that joins no other gets it, whatever its name", async () => {
  await upgradedCluster("server-3");

  await goBack(newestId());

  expect(members()).toEqual(["joined", "joined", "restored"]);
  expect(versions()).toEqual(ALL);
});

test.each([
  [
    "two servers that join no other",
    { "server-2": { joins: false } },
    /server-1 and server-2 join no other server/,
  ],
  ["no such server", { "server-1": { joins: true } }, /every server is configured to join another one/],
  ["one that has no token to join", { "server-3": { hasToken: false } }, /server-3 could not join again/],
])("with %s it is refused before anything is touched", async (_what, changes, message) => {
  for (const [name, change] of Object.entries(changes)) Object.assign(hostOf(name), change);
  const restore = newestId();

  const error = await rejectionOf(goBack(restore));

  expect(error).toMatchObject({
    kind: "blocked",
    code: "RESTORE_BY_HAND",
    message: expect.stringMatching(message),
  });
  expect(versions()).toEqual([NEW, NEW, NEW, NEW, NEW]);
  expect(doneBy().filter((step) => step.startsWith("stop"))).toEqual([]);
});

test("a member that does not come ends the run there, and the next one goes on with it", async () => {
  const restore = newestId();
  hostOf("server-2").refuses.add(OLD);

  const error = await rejectionOf(goBack(restore));

  expect(error).toMatchObject({ kind: "stalled", code: "NODE_TIMEOUT" });
  expect(String(error)).toMatch(/etcd member on server-2 did not answer in time \(last words: .*boom/);
  expect(doneBy()).not.toContain("clear-datastore server-3");
  hostOf("server-2").refuses.clear();
  world.advance(60_000);

  await goBack(restore);

  expect(versions()).toEqual(ALL);
  expect(members()).toEqual(["restored", "joined", "joined"]);
  expect(doneBy().filter((step) => step === "restore-datastore server-1")).toHaveLength(1);
});

test("killed anywhere it goes on where it was, and no member is cleared after it has joined", async () => {
  const upgraded = world.journal.length;
  await goBack(newestId());
  const steps = world.journal.length - upgraded;

  for (let call = 1; call <= steps * 2; call += 7) {
    faults = {};
    await upgradedCluster();
    const restore = newestId();
    faults = { killAt: { call, when: "after" } };
    await goBack(restore).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    faults = {};
    world.advance(60_000);

    await goBack(restore);

    expect({ call, versions: versions() }).toEqual({ call, versions: ALL });
    expect({ call, members: members() }).toEqual({ call, members: ["restored", "joined", "joined"] });
  }
});
