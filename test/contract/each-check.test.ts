import type { Cluster } from "../../domain/ports";
import { takeBaseline } from "../../validation/baseline";
import { findingsOf, validateOnce, validateUntilStable } from "../../validation/run";
import { afterNode, afterCluster as allChecks } from "../../validation/suites";
import type { Check, CheckContext, Surroundings } from "../../validation/types";
import { ALL_PROBES, busyWorld, type FakeWorld, NEW, OLD } from "../helpers/fake-world";

/** What each check guards, broken in a healthy cluster. A check without a row fails the suite. */
const BREAKS: Readonly<Record<string, (world: FakeWorld) => unknown>> = {
  "api-server": ({ kubernetes }) => kubernetes.unready.push("etcd"),
  "api-version": ({ kubernetes }) => {
    kubernetes.node("server-1").host.service.loaded = `k3s version ${NEW}`;
  },
  "nodes-at-target": ({ kubernetes }) => {
    kubernetes.node("agent-1").version = NEW;
  },
  "system-workloads": ({ kubernetes }) => unready(kubernetes, "proxy"),
  workloads: ({ kubernetes }) => unready(kubernetes, "db"),
  "api-services": ({ kubernetes }) =>
    kubernetes.apiServices.push({ name: "v1.broken", available: false, reason: "no endpoints" }),
  webhooks: ({ kubernetes }) =>
    kubernetes.webhooks.push({ name: "new.shop", service: "shop/nobody", failurePolicy: "Fail" }),
  "service-endpoints": ({ kubernetes }) => unready(kubernetes, "web"),
  "cluster-dns": ({ kubernetes }) => unready(kubernetes, "kube-dns"),
  dns: ({ network }) => network.withoutProxy.add("agent-1"),
  service: ({ network }) => network.withoutProxy.add("agent-1"),
  "node-port": ({ network }) => network.shut.add("agent-1 30080"),
  ingress: ({ network }) => network.statuses.set("shop.example.org", 502),
  storage: ({ kubernetes }) => kubernetes.node("agent-1").host.mounts.set("pvc-1", "missing - -"),
};

function unready({ pods }: FakeWorld["kubernetes"], owner: string): void {
  for (const pod of pods.filter((it) => it.owner?.name === owner)) pod.ready = false;
}

const surroundings = (world: FakeWorld): Surroundings => ({ ...world.open(), probes: ALL_PROBES });

/** What is known of before is nothing. */
const strict = (world: FakeWorld): CheckContext => ({
  ...surroundings(world),
  target: null,
  baseline: null,
  origins: null,
});

async function contextOf(world: FakeWorld, target: string | null = OLD): Promise<CheckContext> {
  const around = surroundings(world);
  return { ...around, target, baseline: await takeBaseline(around), origins: null };
}

const outcomeOf = async (check: Check, context: CheckContext) =>
  (await validateOnce([check], context)).results[0];

test("every check has a row in the table of what breaks it, and every row a check", () => {
  expect(Object.keys(BREAKS).sort()).toEqual(allChecks.map(({ id }) => id).sort());
});

test("ids are unique and titles are sentences", () => {
  expect(new Set(allChecks.map(({ id }) => id)).size).toBe(allChecks.length);
  for (const { id, title } of allChecks) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title).toMatch(/^\S+ \S+ .*[^.]$/);
  }
});

test("what is asked after a node is asked at the end, too", () => {
  for (const check of afterNode) expect(allChecks).toContain(check);
});

describe.each(allChecks.map((check) => [check.id, check] as const))("the check %s", (id, check) => {
  test("passes on a healthy cluster", async () => {
    const outcome = await outcomeOf(check, await contextOf(busyWorld()));

    expect(outcome).toMatchObject({ id, title: check.title, outcome: "passed", findings: [] });
  });

  test("fails when the thing it checks is broken, and says what and what next", async () => {
    const world = busyWorld();
    const context = await contextOf(world);
    BREAKS[id]?.(world);

    const outcome = await outcomeOf(check, context);

    expect(outcome?.outcome).toBe("failed");
    for (const finding of outcome?.findings ?? []) {
      expect(finding).toMatchObject({ severity: "blocker", code: expect.stringMatching(/^[A-Z_]+$/) });
      expect(finding.message).not.toBe("");
      expect(finding.next).toMatch(/\.$/);
    }
  });

  test("is failed, with a finding, when the API cannot be asked", async () => {
    const world = busyWorld();
    const context = await contextOf(world);
    world.kubernetes.away = true;

    const outcome = await outcomeOf(check, context);

    expect(outcome).toMatchObject({ outcome: "failed", findings: [{ code: "API_UNREACHABLE" }] });
  });
});

describe("what was broken before the run", () => {
  const heldAgainst = [
    ...["webhooks", "api-services", "service-endpoints", "workloads", "system-workloads"],
    ...["dns", "service", "node-port", "ingress", "storage"],
  ];

  test.each(heldAgainst)("is not held against it by %s", async (id) => {
    const world = busyWorld();
    BREAKS[id]?.(world);
    const context = await contextOf(world);

    const verdict = await validateOnce(
      allChecks.filter((check) => check.id === id),
      context,
    );

    expect(findingsOf(verdict)).toEqual([]);
  });

  test.each(heldAgainst)("is held against it by %s when nothing is known of before", async (id) => {
    const world = busyWorld();
    BREAKS[id]?.(world);

    const verdict = await validateOnce(
      allChecks.filter((check) => check.id === id),
      strict(world),
    );

    expect(verdict.healthy).toBe(false);
  });
});

test("a workload that was scaled down meanwhile owes no more than is wanted now", async () => {
  const world = busyWorld();
  const context = await contextOf(world);
  const web = world.kubernetes.workloads.find(({ name }) => name === "web");
  if (web === undefined) throw new Error("no web");
  web.desired = 1;
  world.kubernetes.pods.splice(
    world.kubernetes.pods.findIndex(({ owner }) => owner?.name === "web"),
    1,
  );

  expect((await validateOnce(allChecks, context)).healthy).toBe(true);
});

test("a mistake in a check is not hidden as an unhealthy cluster", async () => {
  const broken: Check = {
    id: "broken",
    title: "something is always right",
    run: async () => {
      throw new TypeError("a mistake");
    },
  };

  await expect(validateOnce([broken], await contextOf(busyWorld()))).rejects.toThrow("a mistake");
});

describe("waiting for health", () => {
  const [apiServer] = allChecks;
  const suite = apiServer === undefined ? [] : [apiServer];

  function flapping(answers: readonly boolean[]) {
    const context = strict(busyWorld());
    let asked = 0;
    const cluster: Cluster = {
      ...context.cluster,
      unreadyChecks: async () => (answers[asked++] === false ? ["etcd"] : []),
    };
    return { context: { ...context, cluster }, clock: context.clock, asked: () => asked };
  }

  test.each([
    ["takes as many healthy samples in a row as asked for", [true, true, true], 3],
    ["begins to count anew after an unhealthy one", [true, true, false, true, true, true], 6],
  ])("%s", async (_what, answers, samples) => {
    const { context, clock, asked } = flapping(answers);
    const patience = { clock, timeoutMs: 60_000, intervalMs: 1_000, stableSamples: 3 };

    const verdict = await validateUntilStable(suite, context, patience);

    expect(verdict.healthy).toBe(true);
    expect(asked()).toBe(samples);
  });

  test("gives up with the last verdict when time is up", async () => {
    const { context, clock } = flapping(Array.from({ length: 100 }, () => false));
    const patience = { clock, timeoutMs: 10_000, intervalMs: 1_000, stableSamples: 1 };

    const verdict = await validateUntilStable(suite, context, patience);

    expect(verdict.healthy).toBe(false);
  });
});
