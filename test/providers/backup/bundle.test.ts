import "../../helpers/without-kubeconfig";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { create, extract } from "tar";
import { packBundle, sumFiles, unpackAndCheck } from "../../../providers/backup/bundle";
import { findBackup, listBackups, removeBackups } from "../../../providers/backup/catalogue";
import { createBackup } from "../../../providers/backup/create";
import type { Manifest, Sidecar } from "../../../providers/backup/manifest";
import { openBackup, verifyBackup } from "../../../providers/backup/verify";
import { lookAround } from "../../../providers/session";
import type { Settings } from "../../../providers/settings";
import { thrownBy } from "../../domain/fixtures";
import { etcdSnapshot } from "../../helpers/etcd-snapshot";
import { type FakeWorld, healthyWorld } from "../../helpers/fake-world";
import { rejectionOf } from "../../helpers/rejection";
import { settings } from "../../helpers/settings";
import { makeSqliteTar } from "../../helpers/sqlite-tar";
import { tempFolder } from "../../helpers/temp-folder";

const CANARY = "canary-7f3d9b-secret";

let sqliteTar: string;
beforeAll(async () => {
  sqliteTar = await makeSqliteTar(tempFolder(), [`/registry/secrets/${CANARY}`]);
});

interface Scene {
  readonly world: FakeWorld;
  readonly own: Settings;
  readonly identityFile: string;
}

async function sealedScene(backup: Record<string, unknown> = {}): Promise<Scene> {
  const world = healthyWorld();
  world.kubernetes.node("server-1").host.datastoreTar = sqliteTar;
  world.kubernetes.dumps.Secret.push({ metadata: { name: "s" }, data: { token: CANARY } });
  world.kubernetes.dumps.ConfigMap.push({ metadata: { name: "c" }, data: { hint: CANARY } });
  const identity = await generateX25519Identity();
  const identityFile = join(tempFolder(), "key.txt");
  writeFileSync(identityFile, `# created for a test\n${identity}\n`);
  const recipients = [await identityToRecipient(identity)];
  const directory = join(world.stateDir, "backups");
  const own = settings(world, { backup: { directory, recipients, identityFile, ...backup } });
  return { world, own, identityFile };
}

async function take({ world, own }: Scene): Promise<Sidecar> {
  const ports = world.open();
  const inventory = await lookAround(ports, own);
  return createBackup({ world: ports, settings: own, inventory, reason: "a test" });
}

/** Every byte below a folder, as one text per file. */
const contents = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));

describe("a sealed backup", () => {
  test("goes round: what is opened is what was collected", async () => {
    const scene = await sealedScene();
    const { manifest, encrypted } = await take(scene);

    const seen = await openBackup(scene.own, manifest.id, async (opened, files) => ({
      opened,
      secrets: readFileSync(join(files, "objects", "secrets.jsonl"), "utf8"),
      database: readFileSync(join(files, "datastore", "sqlite.tar")).equals(readFileSync(sqliteTar)),
    }));

    expect(encrypted).toBe(true);
    expect(seen.opened).toEqual(manifest);
    expect(JSON.parse(seen.secrets)).toMatchObject({ kind: "Secret", data: { token: CANARY } });
    expect(seen.database).toBe(true);
    expect(await verifyBackup(scene.own, manifest.id)).toBe("content");
  });

  test("waits for the API of a server that was stopped for the copy", async () => {
    const scene = await sealedScene();
    const { host } = scene.world.kubernetes.node("server-1");
    const run = host.run.bind(host);
    host.run = (script, parameters, options) => {
      const answer = run(script, parameters, options);
      if (script.name === "copy-sqlite") run({ name: "restart-unit", text: "" }, [], {});
      return answer;
    };
    host.bootMs = 60_000;

    const { manifest } = await take(scene);

    expect(manifest.files.map(({ path }) => path)).toContain("objects/secrets.jsonl");
  });

  test("knows every node's version, file and paths", async () => {
    const { manifest } = await take(await sealedScene());

    expect(manifest.nodes.map(({ node, role, datastore }) => [node, role, datastore])).toEqual([
      ["server-1", "server", "sqlite"],
      ["agent-1", "agent", "none"],
      ["agent-2", "agent", "none"],
    ]);
    for (const { binarySha256 } of manifest.nodes) expect(binarySha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("leaves nothing in clear text on disk, nor a secret in sidecar, journal or bundle", async () => {
    const scene = await sealedScene();
    const { manifest } = await take(scene);
    await openBackup(scene.own, manifest.id, async () => undefined);

    expect(readdirSync(scene.own.backup.directory).sort()).toEqual([
      `${manifest.id}.json`,
      `${manifest.id}.tar.gz.age`,
    ]);
    for (const text of contents(scene.world.stateDir)) expect(text).not.toContain(CANARY);
    expect(JSON.stringify(scene.world.journal)).not.toContain(CANARY);
    for (const name of readdirSync(scene.own.backup.directory))
      expect(statSync(join(scene.own.backup.directory, name)).mode & 0o077).toBe(0);
  });

  test("leaves nothing on disk either when its reader fails", async () => {
    const scene = await sealedScene();
    const { manifest } = await take(scene);

    const failed = openBackup(scene.own, manifest.id, async () => {
      throw new Error("no");
    });

    expect(await rejectionOf(failed)).toMatchObject({ message: "no" });
    expect(readdirSync(scene.own.backup.directory)).toHaveLength(2);
  });

  test("is not opened by another key", async () => {
    const scene = await sealedScene();
    const { manifest } = await take(scene);
    writeFileSync(scene.identityFile, await generateX25519Identity());

    expect(await rejectionOf(openBackup(scene.own, manifest.id, async () => undefined))).toMatchObject({
      kind: "blocked",
      code: "BACKUP_SEALED",
    });
    expect(readdirSync(scene.own.backup.directory)).toHaveLength(2);
  });

  test("is compared by its sum alone where there is no key, and not opened", async () => {
    const scene = await sealedScene({ identityFile: undefined });
    const { manifest } = await take(scene);

    expect(await verifyBackup(scene.own, manifest.id)).toBe("sum");
    expect(await rejectionOf(openBackup(scene.own, manifest.id, async () => undefined))).toMatchObject({
      code: "IDENTITY_MISSING",
    });
  });

  test.each([0, 200, -1])("with another byte at %d is damaged", async (at) => {
    const scene = await sealedScene();
    const { manifest, bundle } = await take(scene);
    const file = join(scene.own.backup.directory, bundle);
    const bytes = readFileSync(file);
    const index = at < 0 ? bytes.length + at : at;
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    writeFileSync(file, bytes);

    expect(await rejectionOf(verifyBackup(scene.own, manifest.id))).toMatchObject({
      kind: "stalled",
      code: "BACKUP_DAMAGED",
    });
  });
});

describe("without recipients", () => {
  test("no backup is taken, and nothing is asked of any node", async () => {
    const scene = await sealedScene({ recipients: [], allowUnencrypted: true });
    const own = { ...scene.own, backup: { ...scene.own.backup, allowUnencrypted: false } };

    expect(await rejectionOf(take({ ...scene, own }))).toMatchObject({
      kind: "blocked",
      code: "BACKUP_UNENCRYPTED",
    });
    expect(contents(scene.world.stateDir)).toEqual([]);
  });

  test("one is taken where that is permitted, and says so", async () => {
    const scene = await sealedScene({ recipients: [], allowUnencrypted: true });

    const { encrypted, manifest, bundle } = await take(scene);

    expect([encrypted, bundle]).toEqual([false, `${manifest.id}.tar.gz`]);
    expect(await verifyBackup(scene.own, manifest.id)).toBe("content");
  });
});

describe("a backup that cannot be taken whole", () => {
  test.each([
    [
      "the datastore does not come",
      (world: FakeWorld) => (world.kubernetes.node("server-1").host.datastoreTar = undefined),
    ],
    ["a host is away", (world: FakeWorld) => world.unreachable.add("agent-2")],
    ["the API is away", (world: FakeWorld) => (world.kubernetes.away = true)],
  ])("because %s leaves no trace", async (_what, breakIt) => {
    const scene = await sealedScene();
    const ports = scene.world.open();
    const inventory = await lookAround(ports, scene.own);
    breakIt(scene.world);

    await rejectionOf(createBackup({ world: ports, settings: scene.own, inventory, reason: "a test" }));

    expect(readdirSync(scene.own.backup.directory)).toEqual([]);
    expect(listBackups(scene.own)).toEqual([]);
  });

  test("because the copy is no database is noticed before it is listed", async () => {
    const scene = await sealedScene();
    const folder = tempFolder();
    writeFileSync(join(folder, "state.db"), "not a database".repeat(1000));
    const file = join(tempFolder(), "bad.tar");
    await create({ file, cwd: folder }, ["state.db"]);
    scene.world.kubernetes.node("server-1").host.datastoreTar = file;

    expect(await rejectionOf(take(scene))).toMatchObject({ code: "DATASTORE_DAMAGED" });
    expect(listBackups(scene.own)).toEqual([]);
  });
});

describe("a backup of a server with embedded etcd", () => {
  async function takeOf(snapshot: Buffer): Promise<Sidecar> {
    const scene = await sealedScene();
    const folder = tempFolder();
    writeFileSync(join(folder, "b-server-1-1795896000"), snapshot);
    const { host } = scene.world.kubernetes.node("server-1");
    host.datastore = "etcd";
    host.datastoreTar = join(tempFolder(), "etcd.tar");
    await create({ file: host.datastoreTar, cwd: folder }, readdirSync(folder));
    return take(scene);
  }

  test("holds the snapshot", async () => {
    const { manifest } = await takeOf(etcdSnapshot());

    expect(manifest.files.map(({ path }) => path)).toContain("datastore/etcd.tar");
  });

  test("is not listed when the snapshot is not whole", async () => {
    expect(await rejectionOf(takeOf(etcdSnapshot().subarray(0, -512)))).toMatchObject({
      kind: "stalled",
      code: "DATASTORE_DAMAGED",
    });
  });
});

describe("a bundle", () => {
  async function packed(change: (folder: string) => void): Promise<string> {
    const folder = tempFolder();
    mkdirSync(join(folder, "files", "objects"), { recursive: true });
    writeFileSync(join(folder, "files", "objects", "secrets.jsonl"), "{}\n");
    const manifest: Manifest = {
      schemaVersion: 1,
      id: "b1",
      cluster: "home",
      createdAt: "2026-06-01T10:00:00.000Z",
      apiServerVersion: "v1.35.4+k3s1",
      reason: "a test",
      git: null,
      nodes: [],
      files: await sumFiles(join(folder, "files")),
    };
    change(folder);
    const archive = join(tempFolder(), "bundle.tar.gz");
    await packBundle(folder, manifest, archive);
    return archive;
  }

  test.each([
    [
      "has changed",
      (folder: string) => writeFileSync(join(folder, "files", "objects", "secrets.jsonl"), "{ }\n"),
    ],
    ["is missing", (folder: string) => rmSync(join(folder, "files", "objects", "secrets.jsonl"))],
    ["is not listed", (folder: string) => writeFileSync(join(folder, "files", "extra"), "x")],
  ])("in which a file %s is refused", async (said, change) => {
    const archive = await packed(change);

    const error = (await rejectionOf(unpackAndCheck(archive, tempFolder()))) as Error;

    expect(error).toMatchObject({ code: "BACKUP_DAMAGED" });
    expect(error.message).toContain(said);
  });

  test("is an ordinary tar", async () => {
    const archive = await packed(() => undefined);
    const folder = tempFolder();

    await extract({ file: archive, cwd: folder });

    expect(readdirSync(folder).sort()).toEqual(["files", "manifest.json"]);
    expect((await unpackAndCheck(archive, tempFolder())).id).toBe("b1");
  });
});

describe("the catalogue", () => {
  test("lists the newest first, passes strangers over and removes bundle and sidecar", async () => {
    const scene = await sealedScene();
    const first = await take(scene);
    scene.world.advance(60_000);
    const second = await take(scene);
    const { directory } = scene.own.backup;
    writeFileSync(join(directory, "notes.json"), '{"mine": true}');

    expect(listBackups(scene.own).map(({ manifest }) => manifest.id)).toEqual([
      second.manifest.id,
      first.manifest.id,
    ]);

    removeBackups(scene.own, [first.manifest.id]);
    expect(readdirSync(directory).filter((name) => name.startsWith(first.manifest.id))).toEqual([]);
    expect(findBackup(scene.own, second.manifest.id)).toEqual(second);
    expect(() => findBackup(scene.own, first.manifest.id)).toThrow(second.manifest.id);
  });

  test("of one cluster knows nothing of another one's, though they lie in the same folder", async () => {
    const scene = await sealedScene();
    const home = await take(scene);
    const edge: Scene = { ...scene, own: { ...scene.own, cluster: "edge" } };
    scene.world.advance(60_000);
    const foreign = await take(edge);

    expect(listBackups(scene.own)).toEqual([home]);
    expect(listBackups(edge.own)).toEqual([foreign]);
    expect(thrownBy(() => removeBackups(scene.own, [foreign.manifest.id]))).toMatchObject({
      code: "BACKUP_UNKNOWN",
      message: expect.stringContaining("is one of cluster edge, not of home"),
    });
    expect(
      await rejectionOf(openBackup(scene.own, foreign.manifest.id, async () => undefined)),
    ).toMatchObject({
      code: "BACKUP_UNKNOWN",
    });
    expect(await verifyBackup(edge.own, foreign.manifest.id)).toBe("content");
  });

  test("is swept of what a killed run of this cluster left, while another cluster's is at work", async () => {
    const scene = await sealedScene();
    const { directory } = scene.own.backup;
    const theirs = [
      ".collect-edge-Ab3dEf",
      ".open-home-2-Ab3dEf",
      ".2026-06-01T10-00-00Z-edge.tar.gz.age.part",
    ];
    const ours = [".collect-home-Ab3dEf", ".open-home-Ab3dEf", ".2026-06-01T10-00-00Z-home.tar.gz.part"];
    for (const name of [...theirs, ...ours]) mkdirSync(join(directory, name), { recursive: true });

    await take(scene);

    const left = readdirSync(directory).filter((name) => name.startsWith("."));
    expect(left.sort()).toEqual(theirs.sort());
  });

  test("of a folder that is not there is empty", () => {
    expect(listBackups({ cluster: "home", backup: { directory: join(tempFolder(), "none") } })).toEqual([]);
  });
});
