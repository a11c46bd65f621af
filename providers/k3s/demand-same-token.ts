import { createHash } from "node:crypto";
import { blocked } from "../../domain/errors";
import type { Manifest } from "../backup/manifest";
import { savedFile } from "../backup/saved-file";
import { tokenFile } from "../backup/sources/host-files";
import { fileDigest } from "../node-scripts/binary";
import type { Run } from "../run";

/**
 * The keys of a cluster lie in its datastore, sealed with the token that begins with the sum of the cluster's CA. A
 * server with another token cannot read a restored datastore. It has another one when k3s was installed anew under the
 * same name, or when the token was rotated.
 * @param files of the opened backup
 * @throws BACKUP_OTHER_TOKEN before anything is touched
 */
export async function demandSameToken({ world }: Run, manifest: Manifest, files: string): Promise<void> {
  const server = manifest.nodes.find(({ role }) => role === "server");
  if (server === undefined) return;
  const path = tokenFile(server.dataDir);
  const saved = await savedFile(files, server.node, path);
  if (saved === undefined) return;
  const found = (await world.shell.run(server.node, fileDigest, [path])).stdout.trim();
  if (found === createHash("sha256").update(saved).digest("hex")) return;
  throw blocked(
    "BACKUP_OTHER_TOKEN",
    `${path} on ${server.node} is not that of backup ${manifest.id}: rotated since, or another cluster of this name.`,
    "choose a backup that was taken since, or go back by hand: docs/rollback.md#another-token.",
  );
}
