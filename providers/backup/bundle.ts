import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { create, extract } from "tar";
import { stalled } from "../../domain/errors";
import { sha256File } from "../adapters/files";
import { datastoreChecks } from "./check-datastore";
import { Manifest } from "./manifest";

/** A bundle is one tar: `manifest.json` and below `files/` a folder per source. */

const MANIFEST = "manifest.json";
export const FILES = "files";

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Sums of everything below the folder, by path. */
export async function sumFiles(folder: string): Promise<Manifest["files"]> {
  const files: Manifest["files"] = [];
  for (const path of filesBelow(folder)) {
    const full = join(folder, path);
    files.push({ path, bytes: statSync(full).size, sha256: await sha256File(full) });
  }
  return files;
}

export async function packBundle(folder: string, manifest: Manifest, archive: string): Promise<void> {
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  await create({ file: archive, cwd: folder, portable: true, gzip: true, mode: 0o600 }, [MANIFEST, FILES]);
}

const damaged = (what: string): Error =>
  stalled(
    "BACKUP_DAMAGED",
    `the bundle is not what its manifest says: ${what}.`,
    "take another backup; this one cannot be trusted.",
  );

/** Compares every file with its sum; missing, changed and unlisted ones are all damage. */
async function compareSums(folder: string, manifest: Manifest): Promise<void> {
  const seen = new Map((await sumFiles(join(folder, FILES))).map((file) => [file.path, file]));
  for (const { path, sha256 } of manifest.files) {
    const file = seen.get(path);
    if (file === undefined) throw damaged(`${path} is missing`);
    if (file.sha256 !== sha256) throw damaged(`${path} has changed`);
    seen.delete(path);
  }
  for (const path of seen.keys()) throw damaged(`${path} is not listed`);
}

/** What sums cannot say: whether the copy was whole when it was taken. */
async function checkDatastore(folder: string, { files }: Manifest): Promise<void> {
  for (const { path } of files) {
    const check = datastoreChecks.get(path);
    if (check === undefined) continue;
    const scratch = mkdtempSync(join(folder, "check-"));
    await check(join(folder, FILES, path), scratch);
    rmSync(scratch, { recursive: true });
  }
}

/** Unpacks a bundle and proves that it is whole, down to the own checks of sqlite and etcd. */
export async function unpackAndCheck(archive: string, folder: string): Promise<Manifest> {
  await extract({ file: archive, cwd: folder }).catch((error: Error) => {
    throw damaged(error.message);
  });
  const content = readFileSync(join(folder, MANIFEST), "utf8");
  const manifest = Manifest.parse(JSON.parse(content));
  await compareSums(folder, manifest);
  await checkDatastore(folder, manifest);
  return manifest;
}
