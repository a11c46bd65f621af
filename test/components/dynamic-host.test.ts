import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { healthyWorld, NEW, OLD } from "../helpers/fake-world";
import { settings } from "../helpers/settings";

const root = join(__dirname, "..", "..");
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const URN = "urn:pulumi:test::gitops-updates::pulumi-nodejs:dynamic/gitops-updates:Staging::k3s-staging";

// Without `npm run build` there is no host module for the provider's text to load.
const whenBuilt = existsSync(join(root, "bin", "providers", "staging.js")) ? describe : describe.skip;

/** Pulumi's own copies, as its provider host loads them. */
const pulumiRequire = createRequire(require.resolve("@pulumi/pulumi/package.json"));

type Values = Record<string, unknown>;
interface Message {
  readonly toObject: () => Values;
}
type Method = (request: unknown, done: (error: Error | null, answer: Message) => void) => void;

/** The text that the program would write into the state. */
async function providerText(): Promise<string> {
  let text = "";
  await pulumi.runtime.setMocks(
    {
      newResource: ({ inputs, name }) => {
        text = String(inputs.__provider ?? text);
        return { id: name, state: inputs };
      },
      call: () => ({}),
    },
    "gitops-updates",
    "test",
  );
  const { Staging } = await import("../../providers/shell.js");
  const staging = new Staging("k3s-staging", { settings: {}, target: NEW, mode: "upgrade" });
  await new Promise((resolve) => staging.urn.apply(resolve));
  return text;
}

whenBuilt("the engine's provider host", () => {
  const host = join(dirname(require.resolve("@pulumi/pulumi/package.json")), "cmd", "dynamic-provider");
  let child: ChildProcess;
  let text: string;
  let call: (method: string, request: unknown) => Promise<Values>;

  beforeAll(async () => {
    text = await providerText();
    child = spawn(process.execPath, [host, "127.0.0.1:1"], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const port = await new Promise<string>((resolve) =>
      child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim())),
    );
    const grpc = pulumiRequire("@grpc/grpc-js");
    const { ResourceProviderClient } = pulumiRequire("./proto/provider_grpc_pb.js");
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    call = (method, request) =>
      new Promise((resolve, reject) => {
        const bound = (client[method] as Method).bind(client);
        bound(request, (error, answer) => (error === null ? resolve(answer.toObject()) : reject(error)));
      });
  }, 30_000);

  afterAll(() => {
    child?.kill();
  });

  const structs = pulumiRequire("google-protobuf/google/protobuf/struct_pb.js");
  const messages = pulumiRequire("./proto/provider_pb.js");
  const struct = (values: Values): unknown =>
    structs.Struct.fromJavaScript(JSON.parse(JSON.stringify({ ...values, __provider: text })));

  const desire = (over: Values = {}): Values => ({
    settings: settings(healthyWorld()),
    target: NEW,
    mode: "upgrade",
    assets: [],
    ...over,
  });

  async function check(news: Values): Promise<readonly Values[]> {
    const request = new messages.CheckRequest();
    request.setUrn(URN);
    request.setOlds(struct({}));
    request.setNews(struct(news));
    return (await call("check", request)).failuresList as Values[];
  }

  async function diff(olds: Values, news: Values): Promise<Values> {
    const request = new messages.DiffRequest();
    request.setUrn(URN);
    request.setId("staging@home");
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    return call("diff", request);
  }

  test("checks inputs with the built host module", async () => {
    expect(await check(desire())).toEqual([]);
    expect(await check(desire({ mode: "sideways" }))).toEqual([
      { property: "mode", reason: expect.any(String) },
    ]);
    expect(await check(desire({ target: UNKNOWN }))).toEqual([]);
  });

  test("finds changes and never replaces", async () => {
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;

    expect(await diff(desire({ staged: NEW }), desire())).toMatchObject({
      changes: DIFF_NONE,
      replacesList: [],
    });
    expect(await diff(desire({ target: OLD, staged: OLD }), desire())).toMatchObject({
      changes: DIFF_SOME,
      replacesList: [],
    });
  });
});
