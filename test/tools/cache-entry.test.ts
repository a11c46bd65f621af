import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { makeEntry } from "../../tools/cache-entry";

let root: string;
let dir: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "entry-"));
  dir = join(root, "v1");
});
afterEach(() => rm(root, { recursive: true }));

const fill = (content: string) => (unfinished: string) => writeFile(join(unfinished, "tool"), content);
const make = (work = fill("x"), report: (message: string) => void = () => {}) =>
  makeEntry(dir, "tool", { report }, work);

test("an entry is filled once and found afterwards", async () => {
  const work = jest.fn(fill("x"));

  await make(work);
  await make(work);

  expect(work).toHaveBeenCalledTimes(1);
  expect(await readdir(root)).toEqual(["v1"]);
});

test("two makers at once: the second waits, says so and takes what the first made", async () => {
  const messages: string[] = [];
  const slow = jest.fn(async (unfinished: string) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await fill("x")(unfinished);
  });

  // Either may be the first.
  const report = (message: string) => messages.push(message);
  await Promise.all([make(slow, report), make(slow, report)]);

  expect(slow).toHaveBeenCalledTimes(1);
  expect(messages[0]).toMatch(/is already making it, waiting/);
});

test("a failure leaves neither entry nor lock", async () => {
  await expect(make(() => Promise.reject(new Error("no compiler")))).rejects.toThrow("no compiler");

  expect(await readdir(root)).toEqual([]);
});

test.each([
  ["a dead process of this machine", { pid: 2 ** 22 + 1, host: hostname() }, 0],
  ["a process of another machine that was last seen an hour ago", { pid: 1, host: "elsewhere" }, 3600],
])("the lock of %s is taken over, and what it left is removed", async (_, holder, ageSeconds) => {
  await writeFile(`${dir}.lock`, JSON.stringify(holder));
  const seen = Date.now() / 1000 - ageSeconds;
  await utimes(`${dir}.lock`, seen, seen);
  await mkdir(join(root, ".v1.left"));

  await make();

  expect(await readdir(root)).toEqual(["v1"]);
});

test("giving up ends the wait for another's lock", async () => {
  await writeFile(`${dir}.lock`, JSON.stringify({ pid: process.pid, host: hostname() }));
  const signal = AbortSignal.timeout(50);

  await expect(makeEntry(dir, "tool", { signal, report: () => {} }, fill("x"))).rejects.toThrow();
});
