import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { usage } from "../../domain/errors";
import { Sidecar } from "./manifest";

const SIDECAR = ".json";

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** All backups in a folder, newest first. A file that is not one of ours is passed over. */
export function listBackups(directory: string): Sidecar[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith(SIDECAR));
  const parsed = names.map((name) => Sidecar.safeParse(readJson(join(directory, name))));
  const sidecars = parsed.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return sidecars.sort((a, b) => b.manifest.createdAt.localeCompare(a.manifest.createdAt));
}

export function findBackup(directory: string, id: string): Sidecar {
  const all = listBackups(directory);
  const found = all.find(({ manifest }) => manifest.id === id);
  if (found !== undefined) return found;
  const known = all.map(({ manifest }) => manifest.id).join(", ") || "none";
  throw usage(
    "BACKUP_UNKNOWN",
    `there is no backup ${id} in ${directory} (known: ${known}).`,
    "run: gitops-update backup list",
  );
}

/** Removes bundles and their sidecars. */
export function removeBackups(directory: string, ids: readonly string[]): void {
  for (const id of ids) {
    const { bundle } = findBackup(directory, id);
    rmSync(join(directory, bundle), { force: true });
    rmSync(join(directory, `${id}${SIDECAR}`), { force: true });
  }
}

export const sidecarPath = (directory: string, id: string): string => join(directory, `${id}${SIDECAR}`);
