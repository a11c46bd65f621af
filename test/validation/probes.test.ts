import "../helpers/without-kubeconfig";
import { waiting } from "../../domain/errors";
import { settle } from "../../providers/k3s/settle";
import { resolveConfig } from "../../providers/resolve-config";
import { ingressProbe } from "../../validation/checks/ingress";
import { serviceProbe } from "../../validation/checks/service";
import { count, type Measurement, some } from "../../validation/probes/measurement";
import { sample } from "../../validation/probes/origins";
import { type Errand, send } from "../../validation/probes/send";
import { findingsOf, validateOnce, validateSparingly, validateUntilStable } from "../../validation/run";
import { afterCluster, afterNode } from "../../validation/suites";
import type { CheckContext } from "../../validation/types";
import { raw } from "../domain/fixtures";
import { ALL_PROBES, busyWorld, type FakeWorld, NEW } from "../helpers/fake-world";
import { rejectionOf } from "../helpers/rejection";
import { prepare, publish } from "../helpers/rollout";
import { settings } from "../helpers/settings";

const contextOf = (world: FakeWorld, over: Partial<CheckContext> = {}): CheckContext => ({
  ...world.open(),
  probes: ALL_PROBES,
  target: null,
  baseline: null,
  origins: null,
  ...over,
});

describe("who is to blame for a service that does not answer", () => {
  /** `ok` or a failure, for each node a word for each of the services a, b and c. */
  const measured = (rows: Readonly<Record<string, string>>): Measurement[] =>
    Object.entries(rows).flatMap(([node, words]) =>
      words.split(" ").map((word, index) => ({
        node,
        what: `shop/${"abc"[index]}:80`,
        failure: word === "ok" ? null : "no answer",
      })),
    );
  const blamed = (rows: Readonly<Record<string, string>>): string[] => {
    const all = measured(rows);
    const failures = all.filter(({ failure }) => failure !== null);
    return serviceProbe.judge(failures, all, null).map(({ code, subject }) => `${code} ${subject}`);
  };

  test.each<[string, Readonly<Record<string, string>>, string[]]>([
    ["nobody", { one: "ok ok ok", two: "ok ok ok" }, []],
    [
      "the service, silent everywhere",
      { one: "ok no ok", two: "ok no ok" },
      ["SERVICE_UNREACHABLE service shop/b:80"],
    ],
    ["the node, where others are answered", { one: "ok no ok", two: "ok ok ok" }, ["NODE_ISOLATED node one"]],
    ["the node, which reaches nothing", { one: "no no no", two: "ok ok ok" }, ["NODE_ISOLATED node one"]],
    [
      "both, each for its own part",
      { one: "no no no", two: "ok no ok", three: "ok no ok" },
      ["NODE_ISOLATED node one", "SERVICE_UNREACHABLE service shop/b:80"],
    ],
    ["the only node, which reaches nothing", { one: "no no no" }, ["NODE_ISOLATED node one"]],
    ["the only service of the only node", { one: "no" }, ["SERVICE_UNREACHABLE service shop/a:80"]],
    ["one service, asked from one node", { one: "ok no ok" }, ["SERVICE_UNREACHABLE service shop/b:80"]],
  ])("%s", (_what, rows, expected) => {
    expect(blamed(rows)).toEqual(expected);
  });
});

describe("an ingress rule that says 404", () => {
  const now: Measurement[] = [{ node: "one", what: "shop/web /", failure: null, status: 404 }];
  const judged = (answers?: Record<string, number>) => {
    const memory = answers === undefined ? {} : { probes: { failed: [], answers } };
    const before = { workloads: [], emptyServices: [], downApiServices: [], silentWebhooks: [], ...memory };
    return ingressProbe.judge([], now, before).map(({ code }) => code);
  };

  test.each([
    ["is lost when it was served before", { "shop/web /": 301 }, ["INGRESS_LOST"]],
    ["is as it was when it said so before", { "shop/web /": 404 }, []],
    ["is new when nothing is known of it", {}, []],
    ["is not judged by a memory of before there were probes", undefined, []],
  ])("%s", (_what, answers, expected) => {
    expect(judged(answers)).toEqual(expected);
  });
});

describe("sending", () => {
  const clock = (step = 0) => {
    let now = 0;
    const tick = (): number => {
      now += step;
      return now;
    };
    return { now: () => new Date(now), elapsedMs: tick, sleep: async () => undefined };
  };
  const errand = (node: string, what: string, ask: Errand["ask"]): Errand => ({ node, what, ask });

  test("asks again before it calls something a failure", async () => {
    let asked = 0;
    const once = errand("one", "a", async () => ({ failure: asked++ === 0 ? "lost" : null }));

    expect(await send({ clock: clock() }, [once])).toEqual([{ node: "one", what: "a", failure: null }]);
  });

  // kube-proxy knows of a pod that became Ready a second later.
  test("leaves what failed a moment, and asks nothing else again", async () => {
    const told: string[] = [];
    const patient = { ...clock(), sleep: async (ms: number) => void told.push(`${ms} ms`) };
    const says = (what: string, failures: (string | null)[]) =>
      errand("one", what, async () => {
        told.push(what);
        return { failure: failures.shift() ?? null };
      });

    const came = await send({ clock: patient }, [
      says("a", ["refused"]),
      says("b", []),
      says("c", ["no", "never"]),
    ]);

    expect(told).toEqual(["a", "b", "c", "2000 ms", "a", "c"]);
    expect(came.map(({ failure }) => failure)).toEqual([null, null, "never"]);
  });

  test("waits for nobody where all is well", async () => {
    const hasty = { ...clock(), sleep: () => Promise.reject(new Error("slept")) };

    expect(await send({ clock: hasty }, [errand("one", "a", async () => ({ failure: null }))])).toHaveLength(
      1,
    );
  });

  test("keeps a failure that it is too late to ask about again, and none that trouble hides", async () => {
    const fails = errand("one", "a", async () => ({ failure: "refused" }));
    expect(await send({ clock: clock(20_000) }, [fails])).toEqual([
      { node: "one", what: "a", failure: "refused" },
    ]);

    let asked = 0;
    const thenGone = errand("one", "a", async () => {
      if (asked++ > 0) throw waiting("SSH_UNREACHABLE", "gone.", "wait.");
      return { failure: "refused" };
    });
    expect(await send({ clock: clock() }, [thenGone])).toMatchObject([
      { node: "one", what: "SSH_UNREACHABLE" },
    ]);
  });

  test("gives up a node that is in trouble, and not the others", async () => {
    let asked = 0;
    const trouble = async () => {
      asked += 1;
      throw waiting("SSH_UNREACHABLE", "gone.", "wait.");
    };
    const many = Array.from({ length: 50 }, (_, index) => errand("one", `${index}`, trouble));

    const told = await send({ clock: clock() }, [
      ...many,
      errand("two", "a", async () => ({ failure: null })),
    ]);

    expect(told).toMatchObject([
      { node: "one", what: "SSH_UNREACHABLE", trouble: { code: "SSH_UNREACHABLE" } },
      { node: "two", failure: null },
    ]);
    expect(asked).toBeLessThanOrEqual(8);
  });

  test("stops at its deadline and says how far it came", async () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      errand("one", `${index}`, async () => ({ failure: null })),
    );

    const told = await send({ clock: clock(1_000) }, many);

    expect(told.length).toBeLessThan(50);
    expect(told.at(-1)).toMatchObject({
      trouble: { code: "PROBES_LATE", message: expect.stringMatching(/of 50 questions/) },
    });
  });

  test("does not hide a mistake", async () => {
    const wrong = errand("one", "a", async () => {
      throw new TypeError("a mistake");
    });

    await expect(send({ clock: clock() }, [wrong])).rejects.toThrow("a mistake");
  });
});

describe("words", () => {
  test.each([
    [some(["a", "b", "a"]), "a, b"],
    [some(["a", "b", "c", "d", "e"]), "a, b, c and 2 more"],
    [count(1, "node"), "1 node"],
    [count(2, "port of a node", "ports of nodes"), "2 ports of nodes"],
  ])("read %s", (text, expected) => {
    expect(text).toBe(expected);
  });
});

test("a sample is spread over the whole, and the same every time", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index);

  expect(sample(hundred, 4)).toEqual([0, 25, 50, 75]);
  expect(sample(hundred, 20)).toEqual(sample(hundred, 20));
  expect(sample([1, 2, 3], 20)).toEqual([1, 2, 3]);
});

describe("probes", () => {
  test("are sent only from the nodes that are asked for", async () => {
    const world = busyWorld();
    world.network.withoutProxy.add("agent-2");

    expect((await validateOnce(afterNode, contextOf(world, { origins: ["agent-1"] }))).healthy).toBe(true);
    expect((await validateOnce(afterNode, contextOf(world, { origins: ["agent-2"] }))).healthy).toBe(false);
  });

  test("are skipped, each by its own switch", async () => {
    const off = { dns: false, services: false, nodePorts: false, ingress: false, storage: false };

    const { results } = await validateOnce(
      afterCluster,
      contextOf(busyWorld(), { probes: { ...ALL_PROBES, ...off } }),
    );

    const skipped = results.filter(({ outcome }) => outcome === "skipped").map(({ id }) => id);
    expect(skipped).toEqual(["api-version", "dns", "service", "node-port", "ingress", "storage"]);
  });

  test("are skipped where there is nothing of the kind", async () => {
    const world = busyWorld();
    const { kubernetes } = world;
    kubernetes.ingresses.length = 0;
    kubernetes.serviceObjects.length = 0;
    for (const list of Object.values(kubernetes.storage)) list.length = 0;

    const { results } = await validateOnce(afterCluster, contextOf(world));

    const skipped = results.filter(({ outcome }) => outcome === "skipped").map(({ id }) => id);
    expect(skipped).toEqual(expect.arrayContaining(["dns", "node-port", "ingress", "storage"]));
  });

  test("leave services behind network policies alone", async () => {
    const world = busyWorld();
    world.kubernetes.isolations.push({
      namespace: "shop",
      selector: { matchLabels: {}, matchExpressions: [] },
    });
    world.network.shut.add("agent-1 80");

    const { results } = await validateOnce(afterCluster, contextOf(world));

    expect(
      results
        .find(({ id }) => id === "service")
        ?.findings.map(({ message }) => message)
        .join(),
    ).not.toMatch(/shop\//);
  });

  test("wait while the API itself says that it is too early", async () => {
    const world = busyWorld();
    world.kubernetes.unready.push("etcd");
    const context = contextOf(world);

    const { results, healthy } = await validateSparingly(afterNode, context);

    expect(healthy).toBe(false);
    expect(results.map(({ id }) => id)).toEqual(["api-server", "system-workloads", "workloads"]);
  });

  test("are repeated at leisure", async () => {
    const world = busyWorld();
    world.network.withoutProxy.add("agent-1");
    const context = contextOf(world);
    let slept = 0;
    const sleep = async (milliseconds: number) => {
      slept += 1;
      world.advance(milliseconds);
    };

    const verdict = await validateUntilStable(afterNode, context, {
      clock: { ...context.clock, sleep },
      timeoutMs: 60_000,
      intervalMs: 1_000,
      stableSamples: 2,
    });

    expect(verdict.healthy).toBe(false);
    expect(slept).toBe(12);
  });

  test("of a node that SSH does not reach are one finding for each check, not a crash", async () => {
    const world = busyWorld();
    world.unreachable.add("agent-1");

    const verdict = await validateOnce(afterCluster, contextOf(world));

    expect(findingsOf(verdict).map(({ code, subject }) => `${code} ${subject}`)).toEqual(
      Array.from({ length: 5 }, () => "SSH_UNREACHABLE node agent-1"),
    );
  });
});

describe("what the configuration says", () => {
  const probesOf = (over: Record<string, unknown>, cluster: Record<string, unknown> = {}) => {
    const base = raw(over);
    const merged = { ...base, cluster: { ...(base.cluster as object), ...cluster } };
    return resolveConfig(merged, "/project").settings.probes;
  };

  test("is to probe everything, unless told otherwise", () => {
    expect(probesOf({})).toEqual(ALL_PROBES);
    expect(probesOf({ validation: { probes: { ingress: false }, probeTimeout: "10s" } })).toEqual({
      ...ALL_PROBES,
      ingress: false,
      timeoutMs: 10_000,
    });
  });

  test("counts for nothing where no traffic is carried", () => {
    const off = { dns: false, services: false, nodePorts: false, ingress: false, storage: false };

    expect(probesOf({}, { carriesTraffic: false })).toEqual({ ...ALL_PROBES, ...off });
  });
});

describe("after a node of a rollout", () => {
  async function rollout(world: FakeWorld) {
    const own = { ...settings(world), probes: ALL_PROBES };
    return prepare({ world, assets: [publish(world)], target: NEW, settings: own });
  }

  test("a kube-proxy that no longer works stops the run and is named", async () => {
    const world = busyWorld();
    const { context } = await rollout(world);
    world.network.withoutProxy.add("agent-1");

    const error = await rejectionOf(settle(context, "agent-1"));

    expect(error).toMatchObject({ code: "NOT_SETTLED", message: expect.stringContaining("NODE_ISOLATED") });
  });

  test("one that did not work before the run does not", async () => {
    const world = busyWorld();
    world.network.withoutProxy.add("agent-1");
    const { context } = await rollout(world);

    expect(await settle(context, "agent-1")).toMatchObject({ outcome: "done" });
  });

  test("what another node is like does not matter yet", async () => {
    const world = busyWorld();
    const { context } = await rollout(world);
    world.network.withoutProxy.add("agent-2");

    expect(await settle(context, "agent-1")).toMatchObject({ outcome: "done" });
  });
});
