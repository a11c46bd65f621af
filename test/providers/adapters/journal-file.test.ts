import fs, { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalBody } from "../../../domain/journal";
import { openJournal } from "../../../providers/adapters/journal-file";
import { tempFolder } from "../../helpers/temp-folder";

const now = (): Date => new Date("2026-06-01T10:00:00Z");
const body = (step: string): JournalBody => ({ run: "r1", step, node: null, kind: "drain", phase: "intent" });
const newFile = (): string => join(tempFolder(), "state", "journal.jsonl");

function written(steps: readonly string[]): string {
  const file = newFile();
  const journal = openJournal(file, now);
  for (const step of steps) journal.append(body(step));
  return file;
}

const stepsIn = (file: string): string[] =>
  openJournal(file, now)
    .entries()
    .map(({ step }) => step);

test("what was appended is there for the next process, counted and in order", () => {
  const file = written(["a", "b"]);

  const journal = openJournal(file, now);
  journal.append(body("c"));

  expect(stepsIn(file)).toEqual(["a", "b", "c"]);
  expect(journal.entries().map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("a journal that is not there yet is empty and made private with its folder", () => {
  const file = newFile();

  const journal = openJournal(file, now);
  expect(journal.entries()).toEqual([]);
  journal.append(body("a"));

  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, "..")).mode & 0o777).toBe(0o700);
});

test("a last line torn by a crash is cut off, and the next entry follows the one before", () => {
  const whole = readFileSync(written(["a", "b"]), "utf8");
  const first = whole.indexOf("\n") + 1;

  for (let length = first + 1; length < whole.length; length += 7) {
    const file = newFile();
    mkdirSync(join(file, ".."));
    writeFileSync(file, whole.slice(0, length));

    openJournal(file, now).append(body("c"));

    expect(stepsIn(file)).toEqual(["a", "c"]);
  }
});

test("a changed line is refused with its number, and nothing is cut", () => {
  const file = written(["a", "b", "c"]);
  writeFileSync(file, readFileSync(file, "utf8").replace('"step":"b"', '"step":"x"'));
  const before = readFileSync(file, "utf8");

  expect(() => openJournal(file, now)).toThrow(/line 2/);
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("what two wrote at once is refused, because neither follows the other", () => {
  const file = written(["a"]);
  const [one, other] = [openJournal(file, now), openJournal(file, now)];
  one.append(body("b"));
  other.append(body("b"));

  expect(() => openJournal(file, now)).toThrow(/line 3/);
});

test("an entry is on disk before its append returns", () => {
  const file = written(["a"]);
  const order: string[] = [];
  const write = jest.spyOn(fs, "writeSync").mockImplementation((...args) => {
    order.push("write");
    appendFileSync(file, String(args[1]));
    return 0;
  });
  const sync = jest.spyOn(fs, "fsyncSync").mockImplementation(() => void order.push("sync"));

  openJournal(file, now).append(body("b"));
  write.mockRestore();
  sync.mockRestore();

  expect(order).toEqual(["write", "sync"]);
});

test("an entry that did not reach the disk is not remembered either", () => {
  const file = written(["a"]);
  const journal = openJournal(file, now);
  const full = jest.spyOn(fs, "fsyncSync").mockImplementation(() => {
    throw new Error("ENOSPC");
  });

  expect(() => journal.append(body("b"))).toThrow("ENOSPC");
  full.mockRestore();

  expect(journal.entries().map(({ step }) => step)).toEqual(["a"]);
});
