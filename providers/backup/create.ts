import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { blocked } from "../../domain/errors";
import type { Inventory } from "../../domain/facts";
import { sha256File } from "../adapters/files";
import { readGitState } from "../adapters/git";
import { fileDigest } from "../node-scripts/binary";
import type { Settings } from "../settings";
import type { World } from "../world";
import { FILES, packBundle, sumFiles } from "./bundle";
import { sidecarPath } from "./catalogue";
import type { Manifest, Sidecar } from "./manifest";
import { makeReadBackKey, readKeyFile, sealFile } from "./seal";
import { backupSources } from "./sources";
import { verifyBundle } from "./verify";
import { partName, sweepLeftovers, workFolder } from "./work-folder";

export interface BackupRequest {
  readonly world: World;
  readonly settings: Settings;
  readonly inventory: Inventory;
  /** What it is taken for, such as `before v1.36.3+k3s1`. */
  readonly reason: string;
  /** Called before each part with its title. */
  readonly onPart?: (title: string) => void;
}

/** Who can open the bundle; an empty list is only good when the configuration says so. */
function recipientsOf({ backup }: Settings): string[] {
  const listed = [
    ...backup.recipients,
    ...(backup.recipientsFile === undefined ? [] : readKeyFile(backup.recipientsFile)),
  ];
  if (listed.length > 0 || backup.allowUnencrypted) return listed;
  const next =
    "set gitops-updates:backup.recipients to an age public key (age-keygen), or backup.allowUnencrypted: true.";
  throw blocked(
    "BACKUP_UNENCRYPTED",
    "a backup holds every secret of the cluster and no recipient is configured.",
    next,
  );
}

/** `2026-11-23T21-40-05Z-lab`: sorts by time and is a good file name. */
const backupId = (now: Date, cluster: string): string =>
  `${now
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-")}-${cluster}`;

async function describeNodes({ world, inventory }: BackupRequest): Promise<Manifest["nodes"]> {
  const nodes = new Map(inventory.cluster.nodes.map((node) => [node.name, node]));
  return Promise.all(
    inventory.hosts.map(async ({ node, unit, binary, dataDir, datastore, binaryVersion }) => ({
      node,
      role: nodes.get(node)?.role ?? "agent",
      version: nodes.get(node)?.version ?? binaryVersion ?? "",
      unit,
      binary,
      binarySha256: (await world.shell.run(node, fileDigest, [binary])).stdout.trim(),
      dataDir,
      datastore,
    })),
  );
}

async function collect(request: BackupRequest, id: string, folder: string): Promise<Manifest> {
  const { world, settings, inventory } = request;
  for (const source of backupSources) {
    request.onPart?.(source.title);
    const own = join(folder, FILES, source.id);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    await source.collect({ world, settings, hosts: inventory.hosts, folder: own, id });
  }
  return {
    schemaVersion: 1,
    id,
    cluster: settings.cluster,
    createdAt: world.clock.now().toISOString(),
    apiServerVersion: inventory.cluster.apiServerVersion,
    reason: request.reason,
    git: await readGitState(settings.projectDir),
    nodes: await describeNodes(request),
    files: await sumFiles(join(folder, FILES)),
  };
}

/** Writes the bundle under a name that nobody lists yet; it gets its own only once it has been read back. */
async function writeBundle(folder: string, manifest: Manifest, settings: Settings): Promise<Sidecar> {
  const recipients = recipientsOf(settings);
  const archive = join(folder, "bundle.tar.gz");
  await packBundle(folder, manifest, archive);
  const encrypted = recipients.length > 0;
  const bundle = `${manifest.id}.tar.gz${encrypted ? ".age" : ""}`;
  const part = join(settings.backup.directory, partName(bundle));
  const key = await makeReadBackKey();
  if (encrypted) await sealFile(archive, part, [...recipients, key.recipient]);
  else renameSync(archive, part);
  await verifyBundle(settings.cluster, part, encrypted, [key.identity]);
  renameSync(part, join(settings.backup.directory, bundle));
  const bytes = statSync(join(settings.backup.directory, bundle)).size;
  const sha256 = await sha256File(join(settings.backup.directory, bundle));
  return {
    manifest,
    bundle: basename(bundle),
    bytes,
    sha256,
    encrypted,
    verifiedAt: new Date().toISOString(),
  };
}

/** Takes a backup off the nodes, seals it, reads it back and only then lists it. */
export async function createBackup(request: BackupRequest): Promise<Sidecar> {
  const { settings, world } = request;
  const { directory } = settings.backup;
  recipientsOf(settings);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  sweepLeftovers(directory, settings.cluster);
  const folder = mkdtempSync(join(directory, workFolder("collect", settings.cluster)));
  try {
    const manifest = await collect(request, backupId(world.clock.now(), settings.cluster), folder);
    request.onPart?.("sealing and reading back");
    const sidecar = await writeBundle(folder, manifest, settings);
    const text = `${JSON.stringify(sidecar, null, 2)}\n`;
    await writeFileAtomic(sidecarPath(directory, manifest.id), text, { mode: 0o600 });
    return sidecar;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
