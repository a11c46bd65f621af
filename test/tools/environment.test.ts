import { mkdtemp, rm, writeFile } from "node:fs/promises";
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
