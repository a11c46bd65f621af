import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { create } from "tar";

/** A database as k3s's kine keeps it, with one row for each text. */
export function writeDatabase(file: string, texts: readonly string[]): void {
  const database = new DatabaseSync(file);
  database.exec(
    "PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS kine (id INTEGER PRIMARY KEY, name TEXT)",
  );
  const insert = database.prepare("INSERT INTO kine (name) VALUES (?)");
  for (const text of texts) insert.run(text);
  database.close();
}

/** What `copy-sqlite` sends: a tar with `state.db` in it. */
export async function makeSqliteTar(folder: string, texts: readonly string[]): Promise<string> {
  const source = join(folder, "database");
  mkdirSync(source);
  writeDatabase(join(source, "state.db"), texts);
  const file = join(folder, "sqlite.tar");
  await create({ file, cwd: source }, ["state.db"]);
  return file;
}
