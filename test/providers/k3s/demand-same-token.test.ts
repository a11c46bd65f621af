import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { create } from "tar";
import type { Manifest } from "../../../providers/backup/manifest";
import { demandSameToken } from "../../../providers/k3s/demand-same-token";
import type { Run } from "../../../providers/run";
import { healthyWorld } from "../../helpers/fake-world";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";

const TOKEN = "K10ab::server:secret\n";

/** Asks with a backup that has the one token, or none, of a server that has the other. */
async function ask(saved: string | undefined, found: string | undefined): Promise<void> {
  const dataDir = tempFolder();
  const files = tempFolder();
  const token = join(dataDir, "server", "token");
  const other = join(dataDir, "server", "tls");
  mkdirSync(other, { recursive: true });
  mkdirSync(join(files, "host-files"));
  if (saved !== undefined) writeFileSync(token, saved);
  const paths = saved === undefined ? [other] : [other, token];
  await create(
    { file: join(files, "host-files", "server-1.tar"), cwd: dirname(token), preservePaths: true },
    paths,
  );
  const world = healthyWorld();
  if (found !== undefined) world.kubernetes.node("server-1").host.place(token, found);
  const nodes = [{ node: "server-1", role: "server", dataDir }];
  const manifest = { id: "b1", nodes } as unknown as Manifest;
  return demandSameToken({ world: world.open() } as unknown as Run, manifest, files);
}

test("the token of the backup is the server's", async () => {
  await expect(ask(TOKEN, TOKEN)).resolves.toBeUndefined();
});

test.each([
  ["another one", "K10cd::server:secret\n"],
  ["none", undefined],
])("a server with %s is not given the datastore of the backup", async (_what, found) => {
  expect(await rejectionOf(ask(TOKEN, found))).toMatchObject({
    kind: "blocked",
    code: "BACKUP_OTHER_TOKEN",
    message: expect.stringContaining("server/token on server-1 is not that of backup b1"),
  });
});

test("a backup without a token says nothing about it", async () => {
  await expect(ask(undefined, TOKEN)).resolves.toBeUndefined();
});
