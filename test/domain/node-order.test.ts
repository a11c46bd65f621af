import fc from "fast-check";
import { compareNames, nextNodes, orderNodes, type RolloutNode } from "../../domain/node-order";
import { node, server } from "./fixtures";

const target = "v1.36.2+k3s1";

describe("compareNames", () => {
  test.each([
    ["agent-9", "agent-10", -1],
    ["agent-10", "agent-9", 1],
    ["agent-1", "agent-1", 0],
    ["a", "b", -1],
    ["agent", "agent-1", -1],
    ["agent-01", "agent-1", -1],
    ["a1b2", "a1b10", -1],
    ["1", "a", -1],
  ])("%s against %s is %d", (a, b, expected) => {
    expect(compareNames(a, b)).toBe(expected);
  });

  test("is a total order", () => {
    const name = fc.stringMatching(/^[ab0-2-]{0,5}$/);
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(compareNames(a, b) + compareNames(b, a)).toBe(0);
        expect(compareNames(a, b) === 0).toBe(a === b);
        if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0)
          expect(compareNames(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe("orderNodes", () => {
  const nodes = [
    node({ name: "agent-10" }),
    node({ name: "agent-2" }),
    server({ name: "server-3" }),
    server({ name: "server-1" }),
    node({ name: "agent-1", version: target }),
    server({ name: "server-2", version: "v1.36.3+k3s1" }),
  ];

  test("takes servers, then agents, each by name, and leaves out who is done", () => {
    expect(orderNodes(nodes, target)).toEqual(["server-1", "server-3", "agent-2", "agent-10"]);
  });

  test("takes a named server last, but before the agents", () => {
    expect(orderNodes(nodes, target, { last: ["server-1", "agent-2"] })).toEqual([
      "server-3",
      "server-1",
      "agent-2",
      "agent-10",
    ]);
  });

  test("does not depend on the order in which nodes are handed in", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(nodes, { minLength: nodes.length }), (shuffled) => {
        expect(orderNodes(shuffled, target)).toEqual(orderNodes(nodes, target));
      }),
    );
  });
});

describe("nextNodes", () => {
  const of = (text: string): RolloutNode[] =>
    text.split(" ").map((entry) => {
      const [name = "", state = ""] = entry.split(":");
      return { name, role: name.startsWith("s") ? "server" : "agent", state: state as RolloutNode["state"] };
    });

  test.each<[string, number, string[]]>([
    ["s1:pending s2:pending a1:pending", 3, ["s1"]],
    ["s1:running s2:pending a1:pending", 3, []],
    ["s1:done s2:pending a1:pending", 3, ["s2"]],
    ["s1:done s2:running a1:pending", 3, []],
    ["s1:done s2:done a1:pending a2:pending a3:pending", 2, ["a1", "a2"]],
    ["s1:done a1:running a2:pending a3:pending", 2, ["a2"]],
    ["s1:done a1:running a2:running a3:pending", 2, []],
    ["s1:done a1:running a2:running a3:pending", 1, []],
    ["s1:done a1:failed a2:pending", 2, []],
    ["s1:failed s2:pending", 1, []],
    ["s1:pending a1:running", 2, []],
    ["s1:done a1:done", 1, []],
  ])("with %s and %d at once goes %j", (state, maxUnavailable, expected) => {
    expect(nextNodes(of(state), maxUnavailable)).toEqual(expected);
  });

  test("never has two servers away, a server with an agent, or more agents than allowed; and gets everybody done", () => {
    const fleet = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 4 }),
    );
    fc.assert(
      fc.property(fleet, fc.infiniteStream(fc.nat()), ([servers, agents, most], choices) => {
        const states = new Map<string, RolloutNode["state"]>();
        for (let i = 0; i < servers; i++) states.set(`s${i}`, "pending");
        for (let i = 0; i < agents; i++) states.set(`a${i}`, "pending");
        const view = () => of([...states].map(([name, state]) => `${name}:${state}`).join(" "));
        for (let round = 0; round < 50; round++) {
          for (const name of nextNodes(view(), most)) states.set(name, "running");
          const running = [...states].filter(([, state]) => state === "running").map(([name]) => name);
          const away = running.filter((name) => name.startsWith("s")).length;
          expect(away === 0 ? running.length <= most : running.length === 1).toBe(true);
          const finished = running[(choices.next().value ?? 0) % Math.max(1, running.length)];
          if (finished !== undefined) states.set(finished, "done");
        }
        expect([...states.values()].every((state) => state === "done")).toBe(true);
      }),
    );
  });
});
