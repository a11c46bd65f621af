import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { list } from "tar";
import type { ShellResult } from "../../../domain/ports";
import { copyEtcd } from "../../../providers/node-scripts/backup";
import { runScript } from "../../helpers/local-shell";
import { tempFolder } from "../../helpers/temp-folder";

const NAME = "2026-11-28T20-00-00Z-home";
const SAVED = `${NAME}-server-1-1795896000`;

/** k3s's `etcd-snapshot` as its documentation has it, with its files in `snapshots`; it writes down what it is told. */
class FakeServer {
  readonly dir = tempFolder();
  readonly data = join(this.dir, "data");
  readonly config = join(this.dir, "config.yaml");
  readonly archive = join(this.dir, "copy.tar");
  private readonly log = join(this.dir, "log");
  private readonly binary = join(this.dir, "k3s");

  constructor(readonly snapshots = join(this.data, "server", "db", "snapshots")) {
    mkdirSync(snapshots, { recursive: true });
    writeFileSync(join(snapshots, "etcd-snapshot-server-1-1795800000"), "the user's own");
    this.answer(`
save) echo whole > "${snapshots}/${SAVED}" ;;
ls) echo "Name Location Size Created"
  for file in "${snapshots}"/*; do echo "\${file##*/} file://$file 6 2026-11-28T20:00:00Z"; done ;;
delete) rm "${snapshots}/$last" ;;`);
  }

  /** The cases of what k3s does for each subcommand; `$last` is the last word that it was called with. */
  answer(cases: string): void {
    const text = `#!/bin/sh\necho "$*" >> ${this.log}\nfor last; do :; done\ncase $2 in${cases}\nesac\n`;
    writeFileSync(this.binary, text, { mode: 0o755 });
  }

  copy(): ShellResult {
    return runScript(copyEtcd, [this.binary, NAME, this.data, this.config], { stdoutFile: this.archive });
  }

  told(): string[] {
    return readFileSync(this.log, "utf8").trim().split("\n");
  }

  async sent(): Promise<string[]> {
    const seen: string[] = [];
    await list({ file: this.archive, onReadEntry: ({ path }) => void seen.push(path) });
    return seen;
  }
}

test("sends the one snapshot that it takes, and leaves the server as it was", async () => {
  const server = new FakeServer();

  expect(server.copy()).toMatchObject({ code: 0 });

  expect(await server.sent()).toEqual([SAVED]);
  expect(readdirSync(server.snapshots)).toEqual(["etcd-snapshot-server-1-1795800000"]);
});

test("tells k3s the folder and the file that its unit names", () => {
  const server = new FakeServer();
  writeFileSync(server.config, "cluster-init: true\n");
  server.copy();

  const where = `--data-dir ${server.data} --config ${server.config}`;
  expect(server.told()).toEqual([
    `etcd-snapshot save ${where} --etcd-snapshot-compress=false --name ${NAME}`,
    `etcd-snapshot delete ${where} ${SAVED}`,
  ]);
});

test("does not name a configuration that is not there", () => {
  const server = new FakeServer();
  server.copy();

  expect(server.told().join("\n")).not.toContain("--config");
});

test("asks k3s where the snapshot is when it lies elsewhere", async () => {
  const server = new FakeServer(join(tempFolder(), "elsewhere"));

  expect(server.copy()).toMatchObject({ code: 0 });

  expect(await server.sent()).toEqual([SAVED]);
  expect(existsSync(join(server.snapshots, SAVED))).toBe(false);
});

test("says so when k3s keeps no file of the snapshot", () => {
  const server = new FakeServer(join(tempFolder(), "bucket"));
  server.answer(`
save) : ;;
ls) echo "Name Location Size Created"; echo "${SAVED} s3://bucket/${SAVED} 6 2026-11-28T20:00:00Z" ;;`);

  expect(server.copy()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`lists no file of ${NAME}`),
  });
  expect(server.told().map((line) => line.split(" ")[1])).toEqual(["save", "ls"]);
});

test("fails with k3s's own words when no snapshot was taken", () => {
  const server = new FakeServer();
  server.answer(`
save) echo "etcdserver: no leader" >&2; exit 1 ;;`);

  expect(server.copy()).toMatchObject({ code: 1, stderr: expect.stringContaining("etcdserver: no leader") });
  expect(server.told()).toHaveLength(1);
});

test("is whole even where k3s does not delete what it has sent", async () => {
  const server = new FakeServer();
  server.answer(`
save) echo whole > "${server.snapshots}/${SAVED}" ;;
delete) echo "database is locked" >&2; exit 1 ;;`);

  expect(server.copy()).toMatchObject({ code: 0 });
  expect(await server.sent()).toEqual([SAVED]);
});
