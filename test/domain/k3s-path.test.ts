import fc from "fast-check";
import { type Path, type PathNode, type PathQuery, planPath } from "../../domain/k3s-path";
import { bumpKind, compareK3s, minorOf, parseK3sVersion } from "../../domain/k3s-version";
import type { Stage } from "../../domain/plan";
import { bundledChanges, STOP_RULES } from "../../domain/upgrade-rules";
import { release } from "./fixtures";

const nodesAt = (...entries: readonly [role: "server" | "agent", version: string][]): PathNode[] =>
  entries.map(([role, version], i) => ({ name: `${role}-${i}`, role, version }));

const listed = [
  "v1.32.1+k3s1",
  "v1.32.12+k3s1",
  "v1.33.5+k3s1",
  "v1.33.7+k3s1",
  "v1.33.7+k3s3",
  "v1.34.4+k3s1",
  "v1.34.6+k3s1",
  "v1.35.4+k3s1",
  "v1.35.4+k3s2",
  "v1.36.0-rc1+k3s1",
  "v1.36.2+k3s1",
  "v2.0.0+k3s1",
].map((version) => release(version));

const plan = (over: Partial<PathQuery>): Path =>
  planPath({
    nodes: nodesAt(["server", "v1.34.4+k3s1"]),
    desired: "v1.36.2+k3s1",
    available: listed,
    rules: STOP_RULES,
    ...over,
  });

const stagesOf = (path: Path): readonly Stage[] => {
  if ("refused" in path)
    throw new Error(path.refused.map(({ code, message }) => `${code} ${message}`).join());
  return path.stages;
};
const targets = (over: Partial<PathQuery>): string[] => stagesOf(plan(over)).map(({ to }) => to);
const refusals = (over: Partial<PathQuery>): string[] => {
  const path = plan(over);
  return "refused" in path ? path.refused.map(({ code, subject }) => `${code} ${subject}`) : [];
};
const etcd = new Set(["embedded-etcd"] as const);

describe("planPath", () => {
  test("stops at the newest patch of every minor on the way", () => {
    expect(stagesOf(plan({}))).toEqual([
      {
        index: 1,
        from: "v1.34.4+k3s1",
        to: "v1.35.4+k3s2",
        kind: "minor",
        reason: "newest 1.35: servers may not skip a minor",
      },
      { index: 2, from: "v1.35.4+k3s2", to: "v1.36.2+k3s1", kind: "minor", reason: "the desired version" },
    ]);
  });

  test.each<[string, string, string[]]>([
    ["v1.35.4+k3s1", "v1.35.4+k3s2", ["v1.35.4+k3s2"]],
    ["v1.35.4+k3s1", "v1.36.2+k3s1", ["v1.36.2+k3s1"]],
    ["v1.35.4+k3s1", "v1.36.0-rc1+k3s1", ["v1.36.0-rc1+k3s1"]],
    ["v1.36.2+k3s1", "v1.36.2+k3s1", []],
    ["v1.32.1+k3s1", "v1.34.4+k3s1", ["v1.33.7+k3s3", "v1.34.4+k3s1"]],
  ])("from %s to %s goes over %j", (from, desired, expected) => {
    expect(targets({ nodes: nodesAt(["server", from], ["agent", from]), desired })).toEqual(expected);
  });

  test("never stops at a prerelease, by name or by mark", () => {
    const available = [
      ...listed,
      release("v1.35.9+k3s1", { prerelease: true }),
      release("v1.35.10-rc1+k3s1"),
    ];
    expect(targets({ available })[0]).toBe("v1.35.4+k3s2");
  });

  test("names the minor that has no release", () => {
    const available = listed.filter(({ version }) => minorOf(version) !== "1.35");
    expect(refusals({ available })).toEqual(["RELEASE_MISSING minor 1.35"]);
  });

  test("refuses a version that is not listed, unless it runs already", () => {
    expect(refusals({ desired: "v1.36.9+k3s1" })).toEqual(["VERSION_UNAVAILABLE version v1.36.9+k3s1"]);
    const nodes = nodesAt(["server", "v1.36.9+k3s1"]);
    expect(targets({ nodes, desired: "v1.36.9+k3s1" })).toEqual([]);
  });

  test("refuses to go down, by a rebuild too", () => {
    expect(refusals({ desired: "v1.34.4+k3s1", nodes: nodesAt(["server", "v1.35.4+k3s1"]) })).toEqual([
      "DOWNGRADE version v1.34.4+k3s1",
    ]);
    expect(refusals({ desired: "v1.35.4+k3s1", nodes: nodesAt(["server", "v1.35.4+k3s2"]) })).toHaveLength(1);
    const oneAgentAhead = nodesAt(["server", "v1.34.4+k3s1"], ["agent", "v1.35.4+k3s1"]);
    expect(refusals({ desired: "v1.34.6+k3s1", nodes: oneAgentAhead })).toEqual([
      "DOWNGRADE version v1.34.6+k3s1",
    ]);
  });

  test("goes down with the rollback's permission for exactly that version", () => {
    const down = {
      desired: "v1.34.4+k3s1",
      nodes: nodesAt(["server", "v1.35.4+k3s1"], ["agent", "v1.34.4+k3s1"]),
    };
    expect(refusals({ ...down, rollbackTo: "v1.34.6+k3s1" })).toEqual(["DOWNGRADE version v1.34.4+k3s1"]);
    expect(stagesOf(plan({ ...down, rollbackTo: "v1.34.4+k3s1" }))).toMatchObject([
      { index: 1, from: "v1.35.4+k3s1", to: "v1.34.4+k3s1", kind: "downgrade" },
    ]);
  });

  test("refuses another major", () => {
    expect(refusals({ desired: "v2.0.0+k3s1" })).toEqual(["MAJOR_SKIP version v2.0.0+k3s1"]);
  });

  test("refuses a cluster without servers", () => {
    expect(refusals({ nodes: nodesAt(["agent", "v1.34.4+k3s1"]) })).toContain("NO_SERVER cluster");
  });

  describe("etcd 3.5 to 3.6", () => {
    const from = (version: string) => ({
      nodes: nodesAt(["server", version]),
      traits: etcd,
      desired: "v1.34.6+k3s1",
    });

    test.each<[string, string[]]>([
      ["v1.33.5+k3s1", ["v1.33.7+k3s3", "v1.34.6+k3s1"]],
      ["v1.33.7+k3s1", ["v1.33.7+k3s3", "v1.34.6+k3s1"]],
      ["v1.33.7+k3s3", ["v1.34.6+k3s1"]],
      ["v1.32.1+k3s1", ["v1.33.7+k3s3", "v1.34.6+k3s1"]],
    ])("from %s goes over %j", (version, expected) => {
      expect(targets(from(version))).toEqual(expected);
    });

    test("is no matter for SQLite, nor within a minor", () => {
      expect(targets({ ...from("v1.33.5+k3s1"), traits: new Set() })).toEqual(["v1.34.6+k3s1"]);
      expect(targets({ ...from("v1.33.5+k3s1"), desired: "v1.33.7+k3s1" })).toEqual(["v1.33.7+k3s1"]);
      expect(targets({ ...from("v1.34.4+k3s1") })).toEqual(["v1.34.6+k3s1"]);
    });

    test("refuses when the safe patch is not to be had", () => {
      const available = listed.filter(({ version }) => version !== "v1.33.7+k3s3");
      expect(refusals({ ...from("v1.33.5+k3s1"), available })).toEqual(["ETCD_GATE version v1.34.6+k3s1"]);
      expect(refusals({ ...from("v1.32.1+k3s1"), available })).toEqual(["ETCD_GATE version v1.34.6+k3s1"]);
    });
  });

  describe("a half-upgraded cluster", () => {
    test("is finished first", () => {
      const nodes = nodesAt(
        ["server", "v1.35.4+k3s1"],
        ["server", "v1.34.4+k3s1"],
        ["agent", "v1.34.4+k3s1"],
      );
      const stages = stagesOf(plan({ nodes }));
      expect(stages.map(({ to }) => to)).toEqual(["v1.35.4+k3s1", "v1.36.2+k3s1"]);
      expect(stages[0]).toMatchObject({ from: "v1.34.4+k3s1", kind: "minor" });
      expect(stages[0]?.reason).toBe("finishes an upgrade that stopped half way: server-0 got there before");
    });

    test("whose agents lag behind gets them up before servers move", () => {
      const nodes = nodesAt(["server", "v1.35.4+k3s1"], ["agent", "v1.32.1+k3s1"]);
      expect(targets({ nodes })).toEqual(["v1.35.4+k3s1", "v1.36.2+k3s1"]);
    });

    test("within the desired minor needs no second restart", () => {
      const nodes = nodesAt(["server", "v1.34.4+k3s1"], ["agent", "v1.34.3+k3s1"]);
      expect(targets({ nodes, desired: "v1.34.6+k3s1" })).toEqual(["v1.34.6+k3s1"]);
    });

    test("at the desired version in part goes there", () => {
      const nodes = nodesAt(["server", "v1.36.2+k3s1"], ["agent", "v1.35.4+k3s1"]);
      expect(targets({ nodes })).toEqual(["v1.36.2+k3s1"]);
    });

    test("meets at a later patch when its own is no longer offered", () => {
      const nodes = nodesAt(["server", "v1.35.3+k3s1"], ["agent", "v1.34.4+k3s1"]);
      const stages = stagesOf(plan({ nodes }));
      expect(stages.map(({ to }) => to)).toEqual(["v1.35.4+k3s2", "v1.36.2+k3s1"]);
      expect(stages[0]?.reason).toContain("brings all nodes to one version");
    });

    test("is refused when agents cannot be brought along any more", () => {
      const nodes = nodesAt(["server", "v1.35.9+k3s1"], ["agent", "v1.32.1+k3s1"]);
      expect(refusals({ nodes })).toEqual(["AGENT_TOO_OLD node agent-1"]);
    });

    test("is refused when agents or servers are too far apart", () => {
      expect(refusals({ nodes: nodesAt(["server", "v1.36.2+k3s1"], ["agent", "v1.32.1+k3s1"]) })).toEqual([
        "AGENT_TOO_OLD node agent-1",
      ]);
      expect(refusals({ nodes: nodesAt(["server", "v1.36.2+k3s1"], ["server", "v1.34.4+k3s1"]) })).toEqual([
        "SERVER_SKEW servers",
      ]);
    });

    test("with an agent ahead raises the servers to it", () => {
      const nodes = nodesAt(["server", "v1.34.4+k3s1"], ["agent", "v1.35.4+k3s1"]);
      expect(targets({ nodes })).toEqual(["v1.35.4+k3s1", "v1.36.2+k3s1"]);
    });
  });
});

describe("any generated cluster", () => {
  const MINORS = [30, 31, 32, 33, 34, 35, 36];
  // Every minor has releases, among them one that satisfies the etcd rule.
  const available = MINORS.flatMap((minor) => [0, 5, 9].map((patch) => release(`v1.${minor}.${patch}+k3s1`)));
  const versions = available.map(({ version }) => version);
  const version = fc.constantFrom(...versions);
  const clusters = fc.record({
    servers: fc.array(version, { minLength: 1, maxLength: 3 }),
    agents: fc.array(version, { maxLength: 4 }),
    desired: version,
    traits: fc.constantFrom(new Set<never>(), etcd),
  });
  const toNodes = ({ servers, agents }: { servers: string[]; agents: string[] }): PathNode[] =>
    nodesAt(
      ...servers.map((it): ["server", string] => ["server", it]),
      ...agents.map((it): ["agent", string] => ["agent", it]),
    );
  const minor = (it: string): number => parseK3sVersion(it).minor;
  const max = (list: readonly string[]): string => list.reduce((a, b) => (compareK3s(a, b) >= 0 ? a : b));
  const min = (list: readonly string[]): string => list.reduce((a, b) => (compareK3s(a, b) <= 0 ? a : b));

  /** Supported by the version skew policy, and nowhere above what is desired. */
  const isSound = ({
    servers,
    agents,
    desired,
  }: {
    servers: string[];
    agents: string[];
    desired: string;
  }): boolean =>
    minor(max(servers)) - minor(min(servers)) <= 1 &&
    agents.every((it) => minor(max(servers)) - minor(it) <= 3 && minor(it) <= minor(min(servers))) &&
    [...servers, ...agents].every((it) => compareK3s(it, desired) <= 0);

  test("gets a path that skips no minor, never goes down, keeps the skew and ends where it should", () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        const path = planPath({ ...cluster, nodes: toNodes(cluster), available, rules: STOP_RULES });
        if ("refused" in path) return expect(path.refused.length).toBeGreaterThan(0);
        let { servers, agents } = cluster;
        for (const { to, from, kind } of path.stages) {
          const moved = servers.filter((it) => compareK3s(it, to) < 0);
          for (const it of moved) {
            expect(minor(to) - minor(it)).toBeLessThanOrEqual(1);
            if (cluster.traits.size > 0 && minor(it) === 33 && minor(to) === 34) {
              expect(compareK3s(it, "v1.33.7+k3s3")).toBeGreaterThanOrEqual(0);
            }
          }
          expect(kind).toBe(bumpKind(from, to));
          expect(["rebuild", "patch", "minor"]).toContain(kind);
          if (moved.length > 0) for (const it of agents) expect(minor(to) - minor(it)).toBeLessThanOrEqual(3);
          servers = servers.map((it) => max([it, to]));
          for (const it of agents)
            if (compareK3s(it, to) < 0) expect(minor(to)).toBeLessThanOrEqual(minor(min(servers)));
          agents = agents.map((it) => max([it, to]));
        }
        for (const it of [...servers, ...agents]) expect(it).toBe(cluster.desired);
        expect(path.stages.map(({ index }) => index)).toEqual(path.stages.map((_, i) => i + 1));
      }),
      { numRuns: 500 },
    );
  });

  test("has a path whenever it is a supported one", () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        fc.pre(isSound(cluster));
        const path = planPath({ ...cluster, nodes: toNodes(cluster), available, rules: STOP_RULES });
        expect("refused" in path ? path.refused : []).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("is never led below what runs", () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        fc.pre([...cluster.servers, ...cluster.agents].some((it) => compareK3s(it, cluster.desired) > 0));
        const path = planPath({ ...cluster, nodes: toNodes(cluster), available, rules: STOP_RULES });
        expect("refused" in path).toBe(true);
      }),
    );
  });
});

test.each([
  ["v1.32.1+k3s1", "v1.32.2+k3s1", 2],
  ["v1.32.2+k3s1", "v1.32.12+k3s1", 0],
  ["v1.31.9+k3s1", "v1.33.5+k3s1", 2],
  ["v1.36.1+k3s1", "v1.36.2+k3s1", 1],
  ["v1.36.2+k3s1", "v1.32.1+k3s1", 0],
])("from %s to %s bundled components change %d times", (from, to, count) => {
  expect(bundledChanges(from, to)).toHaveLength(count);
});
