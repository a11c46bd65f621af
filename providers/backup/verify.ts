import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { blocked, stalled } from "../../domain/errors";
import { sha256File } from "../adapters/files";
import type { Settings } from "../settings";
import { FILES, unpackAndCheck } from "./bundle";
import { findBackup } from "./catalogue";
import type { Manifest, Sidecar } from "./manifest";
import { openSealed, readKeyFile } from "./seal";
import { workFolder } from "./work-folder";

/** Opens a bundle in a private folder beside it, checks it, hands it to `use`, and leaves no plain text behind. */
async function withUnpacked<T>(
  cluster: string,
  bundle: string,
  encrypted: boolean,
  identities: readonly string[],
  use: (manifest: Manifest, files: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(dirname(bundle), workFolder("open", cluster)));
  try {
    const archive = encrypted ? join(folder, "bundle.tar.gz") : bundle;
    if (encrypted) await openSealed(bundle, archive, identities);
    const content = mkdtempSync(join(folder, "content-"));
    const manifest = await unpackAndCheck(archive, content);
    return await use(manifest, join(content, FILES));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads the file back as it lies on disk and checks everything in it. */
export const verifyBundle = (
  cluster: string,
  bundle: string,
  encrypted: boolean,
  identities: readonly string[],
): Promise<Manifest> => withUnpacked(cluster, bundle, encrypted, identities, async (manifest) => manifest);

/** Keys that open the owner's bundles. */
export function identitiesOf({ backup }: Settings): string[] {
  if (backup.identityFile !== undefined) return readKeyFile(backup.identityFile);
  const next = "name the private key with --identity FILE or gitops-updates:backup.identityFile.";
  throw blocked("IDENTITY_MISSING", "the backup is encrypted and no identity is configured.", next);
}

async function compareWithSidecar(file: string, sidecar: Sidecar): Promise<void> {
  if ((await sha256File(file)) === sidecar.sha256) return;
  const next = "restore the file from a copy, or use an older backup.";
  throw stalled("BACKUP_DAMAGED", `${sidecar.bundle} is not the file that was written.`, next);
}

/** Opens a listed backup for reading; its files are gone when `use` returns. */
export async function openBackup<T>(
  settings: Settings,
  id: string,
  use: (manifest: Manifest, files: string) => Promise<T>,
): Promise<T> {
  const sidecar = findBackup(settings, id);
  const file = join(settings.backup.directory, sidecar.bundle);
  await compareWithSidecar(file, sidecar);
  const identities = sidecar.encrypted ? identitiesOf(settings) : [];
  return withUnpacked(settings.cluster, file, sidecar.encrypted, identities, use);
}

/** Proves that a listed backup is whole. Without the identity only the sum of the sealed file can be compared. */
export async function verifyBackup(settings: Settings, id: string): Promise<"content" | "sum"> {
  const sidecar = findBackup(settings, id);
  if (sidecar.encrypted && settings.backup.identityFile === undefined) {
    await compareWithSidecar(join(settings.backup.directory, sidecar.bundle), sidecar);
    return "sum";
  }
  await openBackup(settings, id, async () => undefined);
  return "content";
}
