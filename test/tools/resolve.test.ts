import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isReady, resolveTool } from "../../tools/resolve";
import type { ToolProgress } from "../../tools/types";

const saved = { ...process.env };
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "resolve-"));
  await mkdir(join(home, "bin"));
  process.env.XDG_CACHE_HOME = join(home, "cache");
  process.env.PATH = join(home, "bin");
});
afterEach(async () => {
  process.env = { ...saved };
  await rm(home, { recursive: true });
});

async function install(folder: string, name: string, prints: string): Promise<string> {
  await mkdir(join(home, folder), { recursive: true });
  await writeFile(join(home, folder, name), `#!/bin/sh\necho "${prints}"\n`, { mode: 0o755 });
  return join(home, folder, name);
}

test("a good version on the PATH comes first", async () => {
  const file = await install("bin", "kwok", "kwok version v0.8.3");
  const progress: ToolProgress[] = [];

  const tool = await resolveTool("kwok", { onProgress: (step) => progress.push(step) });

  expect(tool).toEqual({ name: "kwok", version: "v0.8.3", file, source: "path" });
  expect(progress.at(-1)).toMatchObject({ tool: "kwok v0.8.0", phase: "ready" });
});

test("an old version on the PATH is passed over for the cache", async () => {
  await install("bin", "kwok", "kwok version v0.5.0");
  const file = await install("cache/gitops-updates/tools/kwok/v0.8.0", "kwok", "");

  expect(await resolveTool("kwok")).toEqual({ name: "kwok", version: "v0.8.0", file, source: "cache" });
  expect(await isReady("kwok")).toBe(true);
});

test("a tool that is nowhere is one error with every attempt and what to do", async () => {
  process.env.GITOPS_UPDATES_TOOLS = "path,cache,build";
  await install("bin", "kwok", "kwok version v0.5.0");

  const error = await resolveTool("kwok").catch((thrown: Error) => thrown);

  expect(await isReady("kwok")).toBe(false);
  expect(String(error).replaceAll(home, "~")).toBe(
    [
      "ToolNotFound: kwok v0.8.0 is not to be had.",
      "  path: ~/bin/kwok is version 0.5.0, wanted is >=0.8.0 <0.9.0",
      "  cache: nothing at ~/cache/gitops-updates/tools/kwok/v0.8.0",
      "  build: no go on the PATH",
      "Install kwok >=0.8.0 <0.9.0 on the PATH, or allow downloads from GitHub, or install Go so that it can be built.",
    ].join("\n"),
  );
});

test("whoever has given up gets that and no list of attempts", async () => {
  await expect(resolveTool("kwok", { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
    "enough",
  );
});
