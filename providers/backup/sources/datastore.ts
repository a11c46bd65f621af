import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { blocked, stalled, waiting } from "../../../domain/errors";
import type { HostFacts } from "../../../domain/facts";
import { copyEtcd, copySqlite } from "../../node-scripts/backup";
import { retryWhileWaiting } from "../../patience";
import type { BackupSource, CollectRequest } from "../types";

const COPY_MS = 10 * 60_000;

async function receive({ world, folder, id }: CollectRequest, host: HostFacts): Promise<string> {
  const file = join(folder, `${host.datastore}.tar`);
  const options = { stdoutFile: file, timeoutMs: COPY_MS };
  const database = `${host.dataDir}/server/db`;
  const { code, stderr } =
    host.datastore === "sqlite"
      ? await world.shell.run(host.node, copySqlite, [database, host.unit], options)
      : await world.shell.run(host.node, copyEtcd, [host.binary, id, host.dataDir, host.configFile], options);
  if (code === 0) return file;
  const next = "nothing was changed; mend the cause and run again.";
  throw stalled("DATASTORE_COPY", `the datastore of ${host.node} was not copied (${stderr.trim()}).`, next);
}

/**
 * A server without any client for sqlite was stopped for the copy, and what else is collected asks the API: it has to be
 * as ready again as it was before.
 */
const readyAgain = ({ world, settings }: CollectRequest, before: readonly string[]): Promise<void> =>
  retryWhileWaiting(world.clock, settings.policy.nodeTimeoutMs, async () => {
    const failing = (await world.cluster.unreadyChecks()).filter((name) => !before.includes(name));
    if (failing.length === 0) return;
    const next = "wait until /readyz is ok and run again.";
    throw waiting("API_BUSY", `after the copy /readyz fails on ${failing.join(", ")}.`, next);
  });

/** Kubernetes' objects: sqlite with its write-ahead log, or a snapshot by k3s of the embedded etcd. */
export const datastore: BackupSource = {
  id: "datastore",
  title: "the datastore of the first server",
  async collect(request) {
    const server = request.hosts.find(({ datastore }) => datastore === "sqlite" || datastore === "etcd");
    if (server === undefined) {
      const next = "external databases are not supported yet: nothing was changed.";
      throw blocked("EXTERNAL_DATASTORE", "no server keeps the datastore itself.", next);
    }
    const unready = await request.world.cluster.unreadyChecks();
    await receive(request, server);
    await readyAgain(request, unready);
    writeFileSync(
      join(request.folder, "origin.json"),
      JSON.stringify({ node: server.node, kind: server.datastore }),
    );
  },
};
