import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openReadings, programDigest } from "../../../../providers/adapters/source-http";
import { tempFolder } from "../../../helpers/temp-folder";

const ANSWER = { sha256: "a1" };
const VALUE = { releases: [{ version: "1.0.0", url: null }], end: "whole" };

/** A folder in which a program has kept one reading. */
function kept(): string {
  const dir = tempFolder();
  openReadings(dir, "program").of("chart", ANSWER, () => VALUE);
  return dir;
}

function ask(dir: string, program: string | null = "program", subject = "chart", answer: object = ANSWER) {
  const read = jest.fn(() => "read anew");
  const value = openReadings(dir, program).of<unknown>(subject, answer, read);
  return { value, reads: read.mock.calls.length };
}

const fileIn = (dir: string): string =>
  join(dir, "readings", readdirSync(join(dir, "readings"))[0] as string);

test("what was read is there for the next run, word by word", () => {
  const { value, reads } = ask(kept());

  expect(reads).toBe(0);
  expect(value).toStrictEqual(VALUE);
});

test.each([
  ["another program", "other", "chart", ANSWER],
  ["another question", "program", "chart2", ANSWER],
  ["another text", "program", "chart", { sha256: "a2" }],
  ["a text of which nobody knows the digest", "program", "chart", {}],
  ["a program that does not know what it was compiled of", null, "chart", ANSWER],
])("%s reads anew", (_what, program, subject, answer) => {
  expect(ask(kept(), program, subject, answer)).toEqual({ value: "read anew", reads: 1 });
});

test("a text that has changed replaces what was read of the one before", () => {
  const dir = kept();
  ask(dir, "program", "chart", { sha256: "a2" });

  expect(readdirSync(join(dir, "readings"))).toHaveLength(1);
  expect(ask(dir, "program", "chart", { sha256: "a2" })).toEqual({ value: "read anew", reads: 0 });
});

test.each([
  ["cut off", (text: string) => text.slice(0, -1)],
  ["cut off within its first line", (text: string) => text.slice(0, 20)],
  ["empty", () => ""],
  ["full of zeros", (text: string) => "\0".repeat(text.length)],
  ["changed in its value", (text: string) => text.replace("1.0.0", "9.0.0")],
  ["of another form", () => "{}\n{}"],
])("a file that is %s is read anew and mended", (_what, damage) => {
  const dir = kept();
  writeFileSync(fileIn(dir), damage(readFileSync(fileIn(dir), "utf8")));

  expect(ask(dir)).toEqual({ value: "read anew", reads: 1 });
  expect(ask(dir)).toEqual({ value: "read anew", reads: 0 });
});

test("a folder that nothing can be written to costs nothing but the reading", () => {
  const dir = tempFolder();
  writeFileSync(join(dir, "readings"), "a file");

  expect(ask(dir)).toEqual({ value: "read anew", reads: 1 });
});

test("a reader's failure is told and not kept", () => {
  const dir = tempFolder();
  const failing = (): never => {
    throw new Error("breaks off");
  };

  expect(() => openReadings(dir, "program").of("chart", ANSWER, failing)).toThrow("breaks off");
  expect(ask(dir)).toEqual({ value: "read anew", reads: 1 });
});

test("a program is told apart by what it was compiled of, and with which libraries", () => {
  const root = join(tempFolder(), "bin");
  mkdirSync(root);
  const digestWith = (sources: string, libraries: string): string | null => {
    writeFileSync(join(root, ".tsbuildinfo"), sources);
    writeFileSync(join(root, "..", "package.json"), libraries);
    return programDigest(root);
  };

  const digests = [digestWith("a", "b"), digestWith("a2", "b"), digestWith("a", "b2"), digestWith("ab", "")];
  expect(new Set(digests).size).toBe(4);
  expect(digestWith("a", "b")).toBe(digests[0]);
  expect(programDigest(join(root, "nothing"))).toBeNull();
});
