import { readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { extract } from "tar";
import { stalled } from "../../domain/errors";
import { sha256File } from "../adapters/files";

/** Opens a copy of a datastore in the empty folder `scratch`. @throws DATASTORE_DAMAGED */
type Check = (archive: string, scratch: string) => Promise<unknown>;

const damaged = (what: string, cause?: unknown): Error =>
  stalled("DATASTORE_DAMAGED", `the copy of the datastore is not whole (${what}).`, "take it again.", cause);

function countRows(database: DatabaseSync): number {
  const verdict = database.prepare("PRAGMA integrity_check").get();
  if (verdict?.integrity_check !== "ok") throw new Error(String(verdict?.integrity_check));
  return Number(database.prepare("SELECT count(*) AS rows FROM kine").get()?.rows ?? 0);
}

/** Lets sqlite itself say whether the copy is whole; how many rows Kubernetes' objects have in it. */
export async function checkSqlite(archive: string, scratch: string): Promise<number> {
  await extract({ file: archive, cwd: scratch });
  const database = new DatabaseSync(join(scratch, "state.db"));
  try {
    const rows = countRows(database);
    if (rows === 0) throw new Error("it holds no object");
    return rows;
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error), error);
  } finally {
    database.close();
  }
}

/** The database's pages are multiples of this, so what is over at the end of a snapshot is its sum. */
const BLOCK_BYTES = 512;
const SUM_BYTES = 32;
/** Begins, in this machine's order, the first page of a bbolt database after its 16 bytes of page header. */
const MAGIC = 0xed0cdaed;
const MAGIC_AT = 16;

async function readAt(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    return (await handle.read(Buffer.alloc(length), 0, length, position)).buffer;
  } finally {
    await handle.close();
  }
}

/** etcd ends a snapshot with the SHA-256 of all of it: what `etcdutl snapshot restore` tests, too. */
export async function checkEtcdSnapshot(archive: string, scratch: string): Promise<void> {
  await extract({ file: archive, cwd: scratch });
  const [name, ...others] = readdirSync(scratch);
  if (name === undefined || others.length > 0) throw damaged("it is not one snapshot");
  const file = join(scratch, name);
  const end = statSync(file).size - SUM_BYTES;
  if (end <= 0 || end % BLOCK_BYTES !== 0) throw damaged("the snapshot does not end with its sum");
  if ((await readAt(file, MAGIC_AT, 4)).readUInt32LE() !== MAGIC) throw damaged("it is no snapshot of etcd");
  const sum = (await readAt(file, end, SUM_BYTES)).toString("hex");
  if ((await sha256File(file, end)) !== sum) throw damaged("the snapshot is not what its sum says");
}

/** By the path that a copy has in a bundle. */
export const datastoreChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["datastore/sqlite.tar", checkSqlite],
  ["datastore/etcd.tar", checkEtcdSnapshot],
]);
