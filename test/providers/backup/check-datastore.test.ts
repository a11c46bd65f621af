import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "tar";
import { checkEtcdSnapshot, checkSqlite } from "../../../providers/backup/check-datastore";
import { etcdSnapshot } from "../../helpers/etcd-snapshot";
import { rejectionOf } from "../../helpers/rejection";
import { makeSqliteTar } from "../../helpers/sqlite-tar";
import { tempFolder } from "../../helpers/temp-folder";

/** A tar with these files. */
async function tarOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const cwd = tempFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  const file = join(tempFolder(), "copy.tar");
  await create({ file, cwd }, Object.keys(files));
  return file;
}

describe("a copy of sqlite", () => {
  test.each([
    ["no database", "no database at all, but long enough to be read as one".repeat(100)],
    ["an empty file", ""],
  ])("that is %s is damaged", async (_what, content) => {
    const file = await tarOf({ "state.db": content });

    expect(await rejectionOf(checkSqlite(file, tempFolder()))).toMatchObject({ code: "DATASTORE_DAMAGED" });
  });

  test("without any object is damaged", async () => {
    const file = await makeSqliteTar(tempFolder(), []);

    expect(await rejectionOf(checkSqlite(file, tempFolder()))).toMatchObject({
      code: "DATASTORE_DAMAGED",
      message: expect.stringContaining("it holds no object"),
    });
  });

  test("that is whole tells how many objects it holds", async () => {
    const file = await makeSqliteTar(tempFolder(), ["a", "b", "c"]);

    expect(await checkSqlite(file, tempFolder())).toBe(3);
  });
});

describe("a snapshot of etcd", () => {
  const changed = (at: number): Buffer => {
    const bytes = etcdSnapshot();
    const index = at < 0 ? bytes.length + at : at;
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    return bytes;
  };

  test("that is whole passes", async () => {
    const file = await tarOf({ "before-server-1-1795896000": etcdSnapshot() });

    await expect(checkEtcdSnapshot(file, tempFolder())).resolves.toBeUndefined();
  });

  test.each<[string, Buffer, string]>([
    ["empty", Buffer.alloc(0), "does not end with its sum"],
    ["only a sum", etcdSnapshot().subarray(-32), "does not end with its sum"],
    ["cut off within a page", etcdSnapshot().subarray(0, 5000), "does not end with its sum"],
    ["cut off before its sum", etcdSnapshot().subarray(0, -32), "does not end with its sum"],
    ["cut off so that its length fits", etcdSnapshot().subarray(0, 512 * 9 + 32), "not what its sum says"],
    ["another byte in a page", changed(9000), "not what its sum says"],
    ["another byte in the sum", changed(-1), "not what its sum says"],
    ["no database", changed(16), "no snapshot of etcd"],
  ])("that is %s is damaged", async (_what, content, said) => {
    const file = await tarOf({ "before-server-1-1795896000": content });

    expect(await rejectionOf(checkEtcdSnapshot(file, tempFolder()))).toMatchObject({
      code: "DATASTORE_DAMAGED",
      message: expect.stringContaining(said),
    });
  });

  test("is one file", async () => {
    const file = await tarOf({ one: etcdSnapshot(), two: etcdSnapshot() });

    expect(await rejectionOf(checkEtcdSnapshot(file, tempFolder()))).toMatchObject({
      code: "DATASTORE_DAMAGED",
      message: expect.stringContaining("not one snapshot"),
    });
  });
});
