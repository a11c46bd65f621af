import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkoutRoot } from "../../tools/checkout";
import { environmentFor } from "../../tools/environment";

const OURS = join(checkoutRoot(), "tools", "launchers");
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "engine-"));
});
afterEach(() => rm(dir, { recursive: true }));

const engine = (source: "path" | "cache") =>
  ({ name: "pulumi", version: "v3.245.0", file: join(dir, "pulumi"), source }) as const;
const put = (name: string) => writeFile(join(dir, name), "");

test("an engine alone gets our launchers", () => {
  expect(environmentFor(engine("cache"), "/usr/bin").PATH).toBe(`${OURS}:${dir}:/usr/bin`);
});

test("an engine with its launchers beside it gets none of ours", async () => {
  await put("pulumi-language-nodejs");
  await put("pulumi-resource-pulumi-nodejs");

  expect(environmentFor(engine("cache"), "/usr/bin").PATH).toBe(`${dir}:/usr/bin`);
});

test("an engine on the PATH is left where it is", async () => {
  await put("pulumi-language-nodejs");
  await put("pulumi-resource-pulumi-nodejs");

  expect(environmentFor(engine("path"), `/usr/bin:${dir}`).PATH).toBe(`/usr/bin:${dir}`);
});

describe("whose provider host the engine starts", () => {
  const hostOf = (path: string) => environmentFor(engine("cache"), path).GITOPS_UPDATES_PROVIDER_HOST;
  const BESIDE = join(checkoutRoot(), "tools", "golang", "pulumi", "beside");

  test("an engine alone starts ours", () => {
    expect(hostOf("/usr/bin")).toBe("ours");
  });

  test("so does a built one, by what lies beside it", async () => {
    await cp(BESIDE, dir, { recursive: true });

    expect(hostOf("/usr/bin")).toBe("ours");
  });

  test("an engine with official launchers starts theirs", async () => {
    for (const name of ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]) {
      await writeFile(join(dir, name), '#!/bin/sh\nexec node "$PULUMI_NODEJS_HOST" "$@"\n');
    }

    expect(hostOf("/usr/bin")).toBe("official");
  });
});
