import { createHash } from "node:crypto";

/** What etcd sends for a snapshot, as far as its own check looks: pages of a bbolt database, and their sum. */
export function etcdSnapshot(pages = 4): Buffer {
  const database = Buffer.alloc(pages * 4096, "page");
  database.writeUInt32LE(0xed0cdaed, 16);
  return Buffer.concat([database, createHash("sha256").update(database).digest()]);
}
