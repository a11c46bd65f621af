import { runtime } from "@pulumi/pulumi";
import { beginProviderHost } from "../../components/provider-ahead";
import { updateProgram } from "../../components/update-program";
import { resolveConfig } from "../../providers/resolve-config";
import { environmentFor } from "../../tools/environment";
import { raw } from "../domain/fixtures";

const asked: string[] = [];
let whenAsked = () => {};

beforeAll(() =>
  runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: ({ token }) => {
        asked.push(token);
        whenAsked();
        throw new Error(`unknown function ${token}`);
      },
    },
    "home",
    "prod",
    true,
  ),
);

const before = process.env.GITOPS_UPDATES_PROVIDER_HOST;
afterEach(() => {
  asked.length = 0;
  if (before === undefined) delete process.env.GITOPS_UPDATES_PROVIDER_HOST;
  else process.env.GITOPS_UPDATES_PROVIDER_HOST = before;
});

/** The engine is asked, and has refused, when everything that the program waits for is over. */
async function beginWith(host: string | undefined): Promise<readonly string[]> {
  if (host === undefined) delete process.env.GITOPS_UPDATES_PROVIDER_HOST;
  else process.env.GITOPS_UPDATES_PROVIDER_HOST = host;
  beginProviderHost();
  await runtime.disconnect();
  return asked;
}

test("a host that ends with the engine is begun, and its refusal disturbs nobody", async () => {
  const engine = { name: "pulumi", version: "v3.245.0", file: "/nowhere/pulumi", source: "cache" } as const;

  expect(await beginWith(environmentFor(engine, "").GITOPS_UPDATES_PROVIDER_HOST)).toEqual([
    "pulumi-nodejs:dynamic:Begin",
  ]);
});

test.each(["official", undefined])("one that would be left behind is not: %s", async (host) => {
  expect(await beginWith(host)).toEqual([]);
});

test("a preview does not wait for its plan to begin the host", async () => {
  process.env.GITOPS_UPDATES_PROVIDER_HOST = "ours";
  const override = raw();
  const plan = new Promise<never>((_, fail) => {
    whenAsked = () => fail(new Error("the plan ended after the host began"));
  });
  const ahead = () => ({ resolved: resolveConfig(override, "/project"), plan });

  await expect(updateProgram({ projectDir: "/project", override, ahead })()).rejects.toThrow(
    "the plan ended after the host began",
  );
});
