import fc from "fast-check";
import { budgetBlocks } from "../../domain/budget-blocks";
import { drainImpact, isEvicted } from "../../domain/drain-impact";
import type { BudgetFacts, PodFacts } from "../../domain/facts";
import { budget, pod } from "./fixtures";

const on = (name: string, over: Partial<PodFacts> = {}) => pod({ name, ...over });
const impact = (pods: readonly PodFacts[], budgets: readonly BudgetFacts[] = [], elsewhere = true) =>
  drainImpact("agent-1", { pods, budgets, elsewhere });
const names = (pods: readonly { readonly name: string }[]): string[] => pods.map(({ name }) => name);

describe("who is evicted", () => {
  test.each<[string, Partial<PodFacts>, boolean]>([
    ["a Deployment's pod", {}, true],
    ["a StatefulSet's pod", { owner: { kind: "StatefulSet", name: "db" } }, true],
    ["a Job's pod", { owner: { kind: "Job", name: "once" } }, true],
    ["a bare pod", { owner: null }, true],
    ["a pending pod", { phase: "Pending", ready: false }, true],
    ["a DaemonSet's pod", { owner: { kind: "DaemonSet", name: "agent" } }, false],
    ["a static pod's mirror", { mirror: true, owner: { kind: "Node", name: "agent-1" } }, false],
    ["a finished pod", { phase: "Succeeded" }, false],
    ["a failed pod", { phase: "Failed" }, false],
  ])("%s", (_what, over, expected) => {
    expect(isEvicted(on("x", over))).toBe(expected);
  });

  test("only pods of that node, told apart by what becomes of them", () => {
    const found = impact([
      on("web-1"),
      on("elsewhere", { node: "agent-2" }),
      on("bare", { owner: null }),
      on("cache", { localStorage: true }),
      on("bare-cache", { owner: null, localStorage: true }),
      on("ds", { owner: { kind: "DaemonSet", name: "ds" }, localStorage: true }),
    ]);
    expect(names(found.evicts)).toEqual(["web-1", "cache"]);
    expect(names(found.lost)).toEqual(["bare", "bare-cache"]);
    expect(names(found.losesLocalStorage)).toEqual(["cache", "bare-cache"]);
    expect(found.evicts[0]).toEqual({
      namespace: "shop",
      name: "web-1",
      owner: { kind: "Deployment", name: "web" },
    });
  });
});

describe("what is down meanwhile", () => {
  test.each<[string, PodFacts[], string[]]>([
    ["a single replica", [on("a")], ["Deployment shop/web"]],
    ["all replicas on one node", [on("a"), on("b")], ["Deployment shop/web"]],
    ["a ready replica elsewhere", [on("a"), on("b", { node: "agent-2" })], []],
    [
      "an unready replica elsewhere",
      [on("a"), on("b", { node: "agent-2", ready: false })],
      ["Deployment shop/web"],
    ],
    ["one that is down already", [on("a", { ready: false })], []],
    [
      "the same name in another namespace",
      [on("a"), on("b", { node: "agent-2", namespace: "test" })],
      ["Deployment shop/web"],
    ],
    ["a Job", [on("a", { owner: { kind: "Job", name: "once" } })], []],
    ["a StatefulSet", [on("db-0", { owner: { kind: "StatefulSet", name: "db" } })], ["StatefulSet shop/db"]],
  ])("%s", (_what, pods, expected) => {
    expect(impact(pods).down).toEqual(expected);
  });
});

describe("budgets that block", () => {
  const blocked = (pods: PodFacts[], over: Partial<BudgetFacts>, elsewhere = true) =>
    impact(pods, [budget(over)], elsewhere).blockedBy;

  test("say who is kept and why, with the counts", () => {
    expect(
      blocked([on("a"), on("b")], {
        disruptionsAllowed: 0,
        currentHealthy: 2,
        desiredHealthy: 2,
        expectedPods: 2,
      }),
    ).toEqual([
      {
        budget: "shop/web",
        pods: ["shop/a", "shop/b"],
        reason: "no disruption is allowed: 2 of 2 pods are healthy and 2 must be",
        liftedBy: null,
      },
    ]);
  });

  test("tell one that lets pods go once more of them are healthy", () => {
    const over = { disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 3 };
    expect(blocked([on("a")], over)).toMatchObject([{ liftedBy: "health" }]);
    const twice = impact([on("a")], [budget(over), budget({ ...over, name: "all" })]).blockedBy.at(-1);
    expect(twice).toMatchObject({ budget: "shop/web and shop/all", liftedBy: null });
  });

  test("say which pods they still take for going", () => {
    const over = { disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, goingPods: ["db-1"] };
    const reason =
      "no disruption is allowed: 2 of 3 pods are healthy and 2 must be; db-1 counts as on the way out";
    expect(blocked([on("db-2")], over)).toMatchObject([
      { reason: `${reason} for up to 2 minutes after an eviction` },
    ]);
  });

  test.each<[string, Partial<BudgetFacts>, string | null]>([
    ["time, when a pod that counts as going is back", { goingPods: ["a"] }, "time"],
    ["health, when nothing goes", {}, "health"],
    ["health, when more is missing than what goes", { currentHealthy: 1, goingPods: ["a"] }, "health"],
    ["nobody, when all must be healthy", { desiredHealthy: 3, goingPods: ["a"] }, null],
  ])("are lifted by %s", (_what, over, liftedBy) => {
    const three = { disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 3 };
    expect(blocked([on("b")], { ...three, ...over })).toMatchObject([{ liftedBy }]);
  });

  test("one at a time is enough for several pods, because each is replaced before the next", () => {
    expect(blocked([on("a"), on("b"), on("c")], { disruptionsAllowed: 1 })).toEqual([]);
  });

  test("without another node nothing is replaced", () => {
    expect(blocked([on("a"), on("b")], { disruptionsAllowed: 1 }, false)[0]?.reason).toBe(
      "2 pods must go, 1 may, and no other node can take them: 3 of 3 pods are healthy and 2 must be",
    );
    expect(blocked([on("a")], { disruptionsAllowed: 1 }, false)).toEqual([]);
  });

  test.each<[string, Partial<PodFacts>, Partial<BudgetFacts>]>([
    ["pods of another namespace", { namespace: "test" }, {}],
    ["pods with other labels", { labels: { app: "db" } }, {}],
    ["pods when nothing is selected", {}, { selector: null }],
    ["DaemonSets' pods", { owner: { kind: "DaemonSet", name: "x" } }, {}],
    ["pending pods", { phase: "Pending", ready: false }, { currentHealthy: 0, desiredHealthy: 2 }],
    [
      "unready pods while enough others are healthy",
      { ready: false },
      { currentHealthy: 2, desiredHealthy: 2 },
    ],
  ])("do not ask about %s", (_what, over, budgetOver) => {
    expect(blocked([on("a", over)], { disruptionsAllowed: 0, ...budgetOver })).toEqual([]);
  });

  test("do ask about unready pods when too few are healthy", () => {
    expect(
      blocked([on("a", { ready: false })], { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 2 }),
    ).toHaveLength(1);
    expect(
      blocked([on("a", { ready: false })], { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0 }),
    ).toHaveLength(1);
  });

  test("matchExpressions count", () => {
    const selector = {
      matchLabels: {},
      matchExpressions: [{ key: "app", operator: "In", values: ["web"] }],
    } as const;
    expect(blocked([on("a")], { selector, disruptionsAllowed: 0 })).toHaveLength(1);
  });

  test("two budgets on one pod block whatever they allow", () => {
    const found = impact(
      [on("a")],
      [budget({ disruptionsAllowed: 5 }), budget({ name: "all", disruptionsAllowed: 5 })],
    ).blockedBy;
    expect(found).toEqual([
      {
        budget: "shop/web and shop/all",
        pods: ["shop/a"],
        reason: "more than one budget selects it, which the eviction API refuses",
        liftedBy: null,
      },
    ]);
  });

  test("two budgets do not ask about a pod that does not run yet", () => {
    const pending = on("a", { phase: "Pending", ready: false });
    expect(impact([pending], [budget(), budget({ name: "all" })]).blockedBy).toEqual([]);
  });

  test("nothing blocks exactly when a run of evictions gets every pod away", () => {
    // The eviction API in small: a ready pod needs an allowance, and gets it back once its replacement is ready.
    const drains = (ready: number, allowed: number, elsewhere: boolean): boolean => {
      let allowance = allowed;
      for (let left = ready; left > 0; left--) {
        if (allowance <= 0) return false;
        allowance -= elsewhere ? 0 : 1;
      }
      return true;
    };
    fc.assert(
      fc.property(fc.nat(4), fc.nat(4), fc.boolean(), (count, allowed, elsewhere) => {
        const pods = Array.from({ length: count }, (_, i) => on(`p${i}`));
        const blocks = budgetBlocks(pods, [budget({ disruptionsAllowed: allowed })], elsewhere);
        expect(blocks.length === 0).toBe(drains(count, allowed, elsewhere));
      }),
    );
  });
});
