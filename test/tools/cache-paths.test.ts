import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entryDir, sourceDigest, toolCacheDir } from "../../tools/cache-paths";
import { findTool } from "../../tools/registry";

const goModule = findTool("k3s-lab", "v1.35.4").module;
let checkout: string;

const put = (file: string, content: string) => writeFile(join(checkout, goModule.dir, file), content);

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "digest-"));
  await mkdir(join(checkout, goModule.dir, "stages"), { recursive: true });
  await put("main.go", "package main");
  await put("v1.35.4.mod", "module x");
});
afterEach(() => rm(checkout, { recursive: true }));

test.each([
  ["a Go file", "main.go", true],
  ["an embedded file", "stages/pod.yaml", true],
  ["the module file of this version", "v1.35.4.mod", true],
  ["the module file of another version", "v1.36.3.mod", false],
  ["a note", "readme.md", false],
])("the digest of our own sources with another %s: changed is %#", async (_, file, changes) => {
  const before = await sourceDigest(goModule, checkout);

  await put(file, "something else");

  expect((await sourceDigest(goModule, checkout)) !== before).toBe(changes);
});

test("what is built from our own sources is kept by version and digest", async () => {
  const dir = await entryDir(findTool("k3s-lab", "v1.35.4"), "/cache", checkout);

  expect(dir).toMatch(/^\/cache\/k3s-lab\/v1\.35\.4-[0-9a-f]{12}$/);
});

test("everything else is kept by version", async () => {
  expect(await entryDir(findTool("kwok"), "/cache", checkout)).toBe("/cache/kwok/v0.8.0");
});

test("the cache follows XDG_CACHE_HOME", () => {
  expect(toolCacheDir({ XDG_CACHE_HOME: "/x" })).toBe("/x/gitops-updates/tools");
  expect(toolCacheDir({})).toMatch(/\.cache\/gitops-updates\/tools$/);
});
