import "../helpers/without-kubeconfig";
import { z } from "zod";
import { stalled, waiting } from "../../domain/errors";
import { type HostResource, hostProvider } from "../../providers/host";
import { FakeEngine, type Provider } from "../helpers/engine";
import { type FakeWorld, healthyWorld, NEW, OLD } from "../helpers/fake-world";
import { rejectionOf } from "../helpers/rejection";
import { settings } from "../helpers/settings";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

let world: FakeWorld;
jest.mock("../../providers/world", () => ({ openWorld: () => world.open() }));

beforeEach(() => {
  world = healthyWorld();
});

const MODULES = ["staging", "backup-resource", "rollout", "gate"] as const;

const load = (name: string): Provider => require(`../../providers/${name}`);

const desire = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  settings: settings(world),
  target: NEW,
  mode: "upgrade",
  assets: [],
  __provider: "text",
  ...over,
});

const seen = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...desire(),
  staged: NEW,
  backup: null,
  checks: [],
  observed: {
    versions: { "server-1": NEW, "agent-1": NEW, "agent-2": NEW },
    apiServer: NEW,
    openRun: null,
  },
  ...over,
});

describe.each(MODULES)("the provider in %s", (name) => {
  test("accepts what the component hands it", async () => {
    const { failures, inputs } = await load(name).check({}, desire());

    expect(failures).toEqual([]);
    expect(inputs).toEqual(desire());
  });

  test("names every bad input by its path", async () => {
    const bad = { ...settings(world), policy: { ...settings(world).policy, maxUnavailable: 0 } };

    const { failures } = await load(name).check({}, desire({ settings: bad, mode: "sideways", target: 7 }));

    expect(failures.map(({ property }) => property).sort()).toEqual([
      "mode",
      "settings.policy.maxUnavailable",
      "target",
    ]);
    for (const { reason } of failures) expect(reason).not.toBe("");
  });

  test("does not judge values that are not known yet", async () => {
    const news = desire({ target: UNKNOWN, settings: UNKNOWN });

    expect(await load(name).check({}, news)).toEqual({ inputs: news, failures: [] });
    expect(await load(name).diff("id", seen(), news)).toMatchObject({ changes: true });
  });

  test.each([
    ["another target", { target: OLD }],
    ["another mode", { mode: "rollback" }],
    ["other settings", { settings: { ...settings(healthyWorld()), cluster: "other" } }],
  ])("%s is never a replacement", async (_what, over) => {
    const { replaces } = await load(name).diff("id", seen(), desire(over));

    expect(replaces ?? []).toEqual([]);
  });

  test("has nothing to do when it saw what is wanted, whatever else changed in the settings", async () => {
    const slower = { ...settings(world), stateDir: "/elsewhere" };

    expect(await load(name).diff("id", seen(), desire({ settings: slower }))).toMatchObject({
      changes: false,
    });
  });

  test("takes up another target", async () => {
    expect(await load(name).diff("id", seen(), desire({ target: "v1.36.4+k3s1" }))).toMatchObject({
      changes: true,
    });
  });

  test("touches nothing when it is deleted", async () => {
    const before = structuredClone({ nodes: world.journal, evictions: world.kubernetes.evictions });

    expect(await load(name).delete("id", seen())).toBeUndefined();

    expect({ nodes: world.journal, evictions: world.kubernetes.evictions }).toEqual(before);
    expect(world.kubernetes.nodes.flatMap(({ host }) => host.commandedStarts)).toEqual([]);
  });

  test("keeps what it saw when the cluster is away", async () => {
    world.kubernetes.away = true;

    const { props } = await load(name).read("id", seen());

    expect(props).toMatchObject({ staged: NEW, observed: seen().observed, __provider: "text" });
  });

  test("looks without touching", async () => {
    await load(name).read("id", seen());

    expect(world.journal).toEqual([]);
    expect(world.kubernetes.lock.holder).toBeNull();
  });
});

describe.each(["rollout", "gate"])("%s", (name) => {
  test.each([
    ["a node is behind", { versions: { "agent-1": OLD }, apiServer: NEW, openRun: null }],
    ["the API server is behind", { versions: { "agent-1": NEW }, apiServer: OLD, openRun: null }],
    ["a run is still open", { versions: { "agent-1": NEW }, apiServer: NEW, openRun: "upgrade-1" }],
    ["nothing was seen yet", undefined],
  ])("is taken up again when %s", async (_what, observed) => {
    expect(await load(name).diff("id", seen({ observed }), desire())).toMatchObject({ changes: true });
  });
});

describe("a resource of the host", () => {
  const Inputs = z.object({ settings: z.unknown().optional(), target: z.string() });
  type Inputs = z.infer<typeof Inputs>;
  const resource = (over: Partial<HostResource<Inputs>> = {}): Provider =>
    hostProvider<Inputs>({
      name: "Small",
      inputs: Inputs,
      id: ({ target }) => `small@${target}`,
      ensure: async ({ target }) => ({ outputs: { reached: target } }),
      observe: async () => ({ outputs: { reached: "b" } }),
      behind: ({ target }, outputs) => outputs.reached !== target,
      ...over,
    }) as Provider;
  const failing = () =>
    resource({
      ensure: async () => {
        throw stalled("HALF_DONE", "it stopped.", "run it again.");
      },
    });

  test("stores its inputs and what came of them", async () => {
    expect(await resource().create({ target: "a", __provider: "text" })).toEqual({
      id: "small@a",
      outs: { target: "a", reached: "a" },
    });
  });

  test("that fails carries what the engine needs to take it up again", async () => {
    const properties = { target: "a", __provider: "text" };

    for (const error of [
      await rejectionOf(failing().create(properties)),
      await rejectionOf(failing().update("small@a", {}, properties)),
    ]) {
      const said = "HALF_DONE: it stopped. Next: run it again.";
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({
        message: said,
        id: "small@a",
        reasons: [said],
        properties: { ...properties, failed: said },
        cause: { code: "HALF_DONE" },
      });
    }
  });

  test("that is ensured again forgets the failure", async () => {
    const engine = new FakeEngine();
    await rejectionOf(engine.up([["small", failing(), { target: "a" }]]));
    expect(engine.state.get("small")?.props).toHaveProperty("failed");

    await engine.up([["small", resource({ observe: async () => ({ outputs: {} }) }), { target: "a" }]]);

    expect(engine.log).toEqual(["small updated"]);
    expect(engine.state.get("small")?.props).toEqual({ target: "a", reached: "a", __provider: "text" });
  });

  test("is refreshed with what is seen now", async () => {
    const { props } = await resource().read("small@a", { target: "a", reached: "a", __provider: "text" });

    expect(props).toEqual({ target: "a", reached: "b", unreachable: null, __provider: "text" });
  });

  test("keeps what was seen, and says so, while the world is away", async () => {
    const away = resource({
      observe: async () => {
        throw waiting("API_UNREACHABLE", "nobody answers.", "wait.");
      },
    });

    const { props } = await away.read("small@a", { target: "a", reached: "a" });

    expect(props).toEqual({
      target: "a",
      reached: "a",
      unreachable: "API_UNREACHABLE: nobody answers. Next: wait.",
    });
  });

  test("does not hide a mistake behind an absent world", async () => {
    const broken = resource({
      observe: async () => {
        throw new TypeError("a mistake");
      },
    });

    await expect(broken.read("small@a", { target: "a" })).rejects.toThrow("a mistake");
  });

  test("compares values, not the order of their keys", async () => {
    const nothing = resource({ behind: () => false });
    const diff = (olds: unknown, news: unknown) =>
      nothing.diff("id", { target: "a", restore: olds }, { target: "a", restore: news });

    expect(await diff({ x: 1, y: 2 }, { y: 2, x: 1 })).toMatchObject({ changes: false });
    expect(await diff({ x: 1, y: 2 }, { y: 2, x: 2 })).toMatchObject({ changes: true });
  });
});
