import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool } from "../../tools/registry";
import { findOnPath, judge } from "../../tools/sources/path";

const probe = (name: string) => {
  const { onPath } = findTool(name);
  if (onPath === undefined) throw new Error(`${name} is never taken from the PATH`);
  return onPath;
};

describe("a program on the PATH", () => {
  test.each([
    ["pulumi", "v3.245.0\n", "v3.245.0"],
    ["pulumi", "3.260.1\n", "v3.260.1"],
    ["kine", "kine version v0.17.9 (abc)", "v0.17.9"],
    ["kwok", "kwok version v0.8.0 go1.26.8 (linux/amd64)", "v0.8.0"],
  ])("%s that prints %j is taken as %s", (name, output, version) => {
    expect(judge("/opt/tool", output, probe(name))).toEqual({ file: "/opt/tool", version });
  });

  test.each([
    ["pulumi", "v3.100.0", /version 3\.100\.0, wanted is >=3\.245\.0/],
    ["pulumi", "v4.0.0", /version 4\.0\.0/],
    ["kine", "kine version dev (HEAD)", /does not say its version/],
  ])("%s that prints %j is refused with a reason", (name, output, reason) => {
    expect(judge("/opt/tool", output, probe(name))).toEqual({ reason: expect.stringMatching(reason) });
  });
});

describe("searching the PATH", () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "path-"));
    await writeFile(join(dir, "tool"), "");
  });
  afterEach(() => rm(dir, { recursive: true }));

  test("passes over a file that is not executable", async () => {
    expect(await findOnPath("tool", dir)).toBeUndefined();
  });

  test("finds the first that is", async () => {
    await chmod(join(dir, "tool"), 0o755);

    expect(await findOnPath("tool", `/nowhere::${dir}`)).toBe(join(dir, "tool"));
  });
});
