import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { list } from "tar";
import { checkSqlite } from "../../../providers/backup/check-datastore";
import { copyFiles, copySqlite, restoreSqlite } from "../../../providers/node-scripts/backup";
import { hasProgram, runScript } from "../../helpers/local-shell";
import { makeSqliteTar, writeDatabase } from "../../helpers/sqlite-tar";
import { tempFolder } from "../../helpers/temp-folder";

const rowsIn = (file: string): number => {
  const database = new DatabaseSync(file);
  const rows = Number(database.prepare("SELECT count(*) AS n FROM kine").get()?.n);
  database.close();
  return rows;
};

const canCopy = hasProgram("sqlite3") || hasProgram("python3") ? test : test.skip;

describe("copy-sqlite", () => {
  canCopy(
    "takes what is still in the write-ahead log of a database that is open and written to",
    async () => {
      const folder = tempFolder();
      const file = join(folder, "state.db");
      writeDatabase(file, ["a", "b"]);
      const open = new DatabaseSync(file);
      open.exec("PRAGMA wal_autocheckpoint=0");
      for (let i = 0; i < 50; i++) open.prepare("INSERT INTO kine (name) VALUES (?)").run(`late ${i}`);
      expect(existsSync(`${file}-wal`)).toBe(true);
      const archive = join(tempFolder(), "copy.tar");

      const answer = runScript(copySqlite, [folder, "k3s"], { stdoutFile: archive });
      open.close();

      expect(answer).toMatchObject({ code: 0 });
      expect(await checkSqlite(archive, tempFolder())).toBe(52);
      expect(readdirSync(folder).filter((name) => name.startsWith(".gitops"))).toEqual([]);
    },
  );

  /** A host with the programs of every Linux, no client for sqlite, and a systemctl that writes down what it is told. */
  function bareHost(): { readonly path: string; readonly told: () => string[] } {
    const path = tempFolder();
    for (const name of ["mktemp", "rm", "cp", "tar"]) {
      const file = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
      symlinkSync(file, join(path, name));
    }
    const log = join(path, "log");
    writeFileSync(join(path, "systemctl"), `#!/bin/sh\necho "$*" >> ${log}\n`, { mode: 0o755 });
    return { path, told: () => readFileSync(log, "utf8").trim().split("\n") };
  }

  test("stops k3s for the copy where no client for sqlite is, and starts it again", async () => {
    const { path, told } = bareHost();
    const folder = tempFolder();
    writeDatabase(join(folder, "state.db"), ["a", "b"]);
    const archive = join(tempFolder(), "copy.tar");

    expect(runScript(copySqlite, [folder, "k3s"], { stdoutFile: archive, path })).toMatchObject({ code: 0 });

    expect(await checkSqlite(archive, tempFolder())).toBe(2);
    expect(told()).toEqual(["stop k3s", "start --no-block k3s"]);
    expect(readdirSync(folder).filter((name) => name.startsWith(".gitops"))).toEqual([]);
  });

  test("starts k3s again when the copy fails", () => {
    const { path, told } = bareHost();

    expect(runScript(copySqlite, [tempFolder(), "k3s"], { path }).code).not.toBe(0);

    expect(told()).toEqual(["stop k3s", "start --no-block k3s"]);
  });

  test("that fails says so and leaves nothing behind", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "state.db"), "this is no database".repeat(100));

    const answer = runScript(copySqlite, [folder, "no-such-unit"], {
      stdoutFile: join(tempFolder(), "copy.tar"),
    });

    expect(answer.code).not.toBe(0);
    expect(readdirSync(folder)).toEqual(["state.db"]);
  });
});

describe("restore-sqlite", () => {
  test("replaces the database, keeps the old one, and can be repeated", async () => {
    const folder = tempFolder();
    const old = join(folder, "before-run 1");
    writeDatabase(join(folder, "state.db"), ["new", "newer", "newest"]);
    writeFileSync(join(folder, "state.db-wal"), "");
    const stdinFile = await makeSqliteTar(tempFolder(), ["then"]);

    for (let round = 0; round < 2; round++)
      expect(runScript(restoreSqlite, [folder, old], { stdinFile })).toMatchObject({ code: 0 });

    expect(rowsIn(join(folder, "state.db"))).toBe(1);
    expect(rowsIn(join(old, "state.db"))).toBe(3);
    expect(existsSync(join(folder, "state.db-wal"))).toBe(false);
    expect(readdirSync(folder).filter((name) => /gitops|part/.test(name))).toEqual([]);
  });

  test("touches nothing when the archive is cut off", async () => {
    const folder = tempFolder();
    writeDatabase(join(folder, "state.db"), ["new"]);
    const whole = await makeSqliteTar(tempFolder(), ["then"]);
    const cut = join(tempFolder(), "cut.tar");
    writeFileSync(cut, readFileSync(whole).subarray(0, 700));

    const answer = runScript(restoreSqlite, [folder, join(folder, "old")], { stdinFile: cut });

    expect(answer.code).not.toBe(0);
    expect(rowsIn(join(folder, "state.db"))).toBe(1);
    expect(readdirSync(folder)).toEqual(["state.db"]);
  });
});

describe("copy-files", () => {
  const names = async (file: string): Promise<string[]> => {
    const seen: string[] = [];
    await list({ file, preservePaths: true, onReadEntry: ({ path }) => void seen.push(path) });
    return seen;
  };

  test("sends what exists with its absolute path, however it is named", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "a b"));
    writeFileSync(join(folder, "a b", "it's"), "x");
    writeFileSync(join(folder, "second"), "y");
    const archive = join(tempFolder(), "files.tar");
    const paths = [
      join(folder, "missing"),
      join(folder, "a b"),
      join(folder, "second"),
      join(folder, "gone"),
    ];

    expect(runScript(copyFiles, paths, { stdoutFile: archive })).toMatchObject({ code: 0 });

    expect(await names(archive)).toEqual([
      join(folder, "a b/"),
      join(folder, "a b", "it's"),
      join(folder, "second"),
    ]);
  });

  test("sends an archive without files when none exists", async () => {
    const archive = join(tempFolder(), "files.tar");

    expect(runScript(copyFiles, ["/no/such/path"], { stdoutFile: archive })).toMatchObject({ code: 0 });

    expect((await names(archive)).filter((name) => name !== "/dev/null")).toEqual([]);
  });
});
