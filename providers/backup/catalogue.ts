import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { usage } from "../../domain/errors";
import type { Settings } from "../settings";
import { Sidecar } from "./manifest";

const SIDECAR = ".json";

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function readSidecars(directory: string): Sidecar[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith(SIDECAR));
  const parsed = names.map((name) => Sidecar.safeParse(readJson(join(directory, name))));
  const sidecars = parsed.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return sidecars.sort((a, b) => b.manifest.createdAt.localeCompare(a.manifest.createdAt));
}

/** Whose backups, and where they lie. Several clusters may keep theirs in one folder. */
export type Keeper = Pick<Settings, "cluster"> & { readonly backup: Pick<Settings["backup"], "directory"> };

/** The cluster's own backups, newest first. Another one's are none of its ways back, and not its to remove. */
export const listBackups = ({ cluster, backup }: Keeper): Sidecar[] =>
  readSidecars(backup.directory).filter(({ manifest }) => manifest.cluster === cluster);

export function findBackup(keeper: Keeper, id: string): Sidecar {
  const { directory } = keeper.backup;
  const found = readSidecars(directory).find(({ manifest }) => manifest.id === id);
  if (found?.manifest.cluster === keeper.cluster) return found;
  const known = listBackups(keeper).map(({ manifest }) => manifest.id);
  const what =
    found === undefined
      ? `there is no backup ${id} in ${directory}`
      : `backup ${id} is one of cluster ${found.manifest.cluster}, not of ${keeper.cluster}`;
  throw usage(
    "BACKUP_UNKNOWN",
    `${what} (known: ${known.join(", ") || "none"}).`,
    "run: gitops-update backup list",
  );
}

/** Removes bundles and their sidecars. */
export function removeBackups(keeper: Keeper, ids: readonly string[]): void {
  const { directory } = keeper.backup;
  for (const id of ids) {
    const { bundle } = findBackup(keeper, id);
    rmSync(join(directory, bundle), { force: true });
    rmSync(join(directory, `${id}${SIDECAR}`), { force: true });
  }
}

export const sidecarPath = (directory: string, id: string): string => join(directory, `${id}${SIDECAR}`);
