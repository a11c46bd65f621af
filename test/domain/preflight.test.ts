import type { HostFacts, Inventory, NodeFacts } from "../../domain/facts";
import { describeFinding } from "../../domain/finding";
import { type PreflightInput, preflight } from "../../domain/preflight";
import { codesOf, config, host, inventory, node, server, workload } from "./fixtures";

const asset = { arch: "amd64", url: "https://example.org/k3s", sha256: "a".repeat(64), sizeBytes: 80e6 };
const judge = (over: Partial<PreflightInput> = {}) =>
  preflight({ inventory: inventory(), config: config(), target: "v1.36.2+k3s1", assets: [asset], ...over });
/** Leaves out what is said of every cluster with a single server. */
const spoken = (over: Partial<PreflightInput> = {}) =>
  judge(over).filter(({ code }) => code !== "API_OUTAGE");
const codes = (over: Partial<PreflightInput> = {}): string[] => codesOf(spoken(over));

const withNode = (over: Partial<NodeFacts>) =>
  inventory({ nodes: [server(), node({ name: "agent-1", ...over }), node({ name: "agent-2" })] });

function withHost(over: Partial<HostFacts>): Inventory {
  const base = inventory();
  return { ...base, hosts: base.hosts.map((it) => (it.node === "agent-1" ? { ...it, ...over } : it)) };
}

test("a sound cluster has nothing against it", () => {
  expect(spoken()).toEqual([]);
});

describe("nodes", () => {
  test.each<[string, Partial<NodeFacts>, string[]]>([
    ["not Ready", { ready: false }, ["NODE_NOT_READY"]],
    [
      "not Ready with an old heartbeat",
      { ready: false, leaseRenewedAt: "2026-06-01T09:00:00Z" },
      ["NODE_NOT_READY"],
    ],
    ["Ready with an old heartbeat", { leaseRenewedAt: "2026-06-01T09:58:59Z" }, ["NODE_STALE"]],
    ["Ready with a heartbeat of a minute ago", { leaseRenewedAt: "2026-06-01T09:59:00Z" }, []],
    ["Ready without heartbeats", { leaseRenewedAt: null }, []],
    ["cordoned by somebody", { unschedulable: true }, ["NODE_CORDONED"]],
    [
      "cordoned by us",
      {
        unschedulable: true,
        annotations: { "gitops-updates/cordoned": '{"run":"r","priorUnschedulable":false}' },
      },
      [],
    ],
    ["an etcd learner", { etcdVoter: false }, ["ETCD_NOT_VOTER"]],
    ["of another architecture than its host", { arch: "arm64" }, ["ARCH_MISMATCH"]],
  ])("%s", (_what, over, expected) => {
    expect(codes({ inventory: withNode(over) })).toEqual(expected);
  });

  test("hosts and nodes are held against each other", () => {
    const found = spoken({ inventory: inventory({ nodes: [server(), node({ name: "agent-9" })] }) });
    expect(found.map(describeFinding)).toEqual([
      "blocker NODE_WITHOUT_HOST node agent-9: has no host entry Next: add it under gitops-updates:cluster.nodes.",
      "warning HOST_WITHOUT_NODE host agent-1: is no node of this cluster Next: correct its name or remove the entry.",
      "warning HOST_WITHOUT_NODE host agent-2: is no node of this cluster Next: correct its name or remove the entry.",
    ]);
  });

  test("a host that does not answer is named with its reason", () => {
    const unreachable = [{ node: "agent-1", reason: "connection timed out" }];
    expect(spoken({ inventory: { ...inventory(), unreachable } })).toMatchObject([
      {
        code: "NODE_UNREACHABLE",
        severity: "blocker",
        subject: "node agent-1",
        message: "connection timed out",
      },
    ]);
  });
});

describe("hosts", () => {
  const MIB = 1024 * 1024;
  const free = (binary: number, data: number) => ({ freeBytes: { binary, data } });
  const service = (over: Partial<HostFacts["service"]>) => ({
    service: { ...host({ node: "x" }).service, ...over },
  });

  test.each<[string, Partial<HostFacts>, string[]]>([
    ["room for two files", free(160e6, 500 * MIB), []],
    ["a byte too few for the file", free(160e6 - 1, 500 * MIB), ["DISK_FULL"]],
    ["a byte too few for the data", free(160e6, 500 * MIB - 1), ["DISK_FULL"]],
    ["no room at all", free(0, 0), ["DISK_FULL", "DISK_FULL"]],
    ["a clock within five seconds", { clockSkewMs: -4999 }, []],
    ["cgroup v1", { cgroup: "v1" }, ["CGROUP_V1"]],
    ["another file on disk", { binaryVersion: "v1.36.2+k3s1" }, ["BINARY_NOT_RUNNING"]],
    ["a file nobody can read", { binaryVersion: "" }, ["BINARY_NOT_RUNNING"]],
    ["a file that runs and was not asked", { binaryVersion: null }, []],
    [
      "a file that was replaced since the start",
      service({ runsCurrentBinary: false }),
      ["BINARY_NOT_RUNNING"],
    ],
    [
      "a service that is starting for ever",
      service({ active: "activating", sub: "auto-restart" }),
      ["SERVICE_UNSTABLE"],
    ],
    ["a service that is on its way", service({ sub: "reload" }), ["SERVICE_UNSTABLE"]],
  ])("%s", (_what, over, expected) => {
    expect(codes({ inventory: withHost(over) })).toEqual(expected);
  });

  test.each([
    [5000, "warning", "its clock is 5.0 s ahead of this machine's"],
    [-29_999, "warning", "its clock is 30.0 s behind this machine's"],
    [30_000, "blocker", "its clock is 30.0 s ahead of this machine's"],
    [-90_000, "blocker", "its clock is 90.0 s behind this machine's"],
  ])("a clock off by %d ms is a %s", (clockSkewMs, severity, message) => {
    expect(spoken({ inventory: withHost({ clockSkewMs }) })).toMatchObject([
      { code: "CLOCK_SKEW", severity, message },
    ]);
  });

  test("cgroup v1 is only refused from 1.35 on, and may be acknowledged", () => {
    const old = withHost({ cgroup: "v1" });
    expect(codes({ inventory: old, target: "v1.34.9+k3s1" })).toEqual([]);
    expect(codes({ inventory: old, target: "v1.35.0+k3s1" })).toEqual(["CGROUP_V1"]);
    const accepting = config({ policy: { acknowledge: ["CGROUP_V1"] } });
    expect(spoken({ inventory: old, config: accepting })).toMatchObject([
      { code: "CGROUP_V1", severity: "warning" },
    ]);
  });

  test("a space that is not known is assumed to be that of a usual file", () => {
    const { sizeBytes: _, ...unsized } = asset;
    expect(codes({ assets: [unsized], inventory: withHost(free(160 * MIB, 1e9)) })).toEqual([]);
    expect(codes({ assets: [unsized], inventory: withHost(free(160 * MIB - 1, 1e9)) })).toEqual([
      "DISK_FULL",
    ]);
  });

  test("every architecture needs its file, and its pin", () => {
    expect(codes({ assets: [] })).toEqual(["ASSET_MISSING", "ASSET_MISSING", "ASSET_MISSING"]);
    const pinned = (digest: string) =>
      config({
        cluster: {
          name: "home",
          nodes: ["server-1", "agent-1", "agent-2"].map((name) => ({ name, host: name })),
          sources: { k3s: { digests: { amd64: digest } } },
        },
      });
    expect(codes({ config: pinned("a".repeat(64)) })).toEqual([]);
    expect(codes({ config: pinned("b".repeat(64)) })).toContain("DIGEST_MISMATCH");
  });
});

describe("the cluster", () => {
  test("other updaters are blockers unless acknowledged", () => {
    const busy = inventory({ foreignUpdaters: ["a system-upgrade-controller plan is applying"] });
    expect(spoken({ inventory: busy })).toMatchObject([{ code: "FOREIGN_UPDATER", severity: "blocker" }]);
    const accepting = config({ policy: { acknowledge: ["FOREIGN_UPDATER"] } });
    expect(spoken({ inventory: busy, config: accepting })).toMatchObject([{ severity: "warning" }]);
  });

  test("what is unhealthy before is a warning, in kube-system a blocker", () => {
    const workloads = [
      workload({ ready: 1 }),
      workload({ namespace: "kube-system", name: "coredns", desired: 1, ready: 0 }),
      workload({ name: "fine" }),
    ];
    expect(spoken({ inventory: inventory({ workloads }) })).toMatchObject([
      { code: "WORKLOAD_UNHEALTHY", severity: "warning", subject: "Deployment shop/web" },
      { code: "SYSTEM_UNHEALTHY", severity: "blocker", message: "0 of 1 replicas are ready" },
    ]);
  });

  test("mixed versions are said, and an agent that is a minor ahead", () => {
    const ahead = withNode({ version: "v1.36.2+k3s1" });
    expect(codes({ inventory: ahead })).toEqual(["MIXED_VERSIONS", "AGENT_NEWER"]);
    expect(codes({ inventory: withNode({ version: "v1.35.9+k3s1" }) })).toEqual(["MIXED_VERSIONS"]);
  });
});

describe("quorum", () => {
  const etcd = (...voters: (boolean | "down")[]): Inventory =>
    inventory({
      nodes: voters.map((voter, i) =>
        server({ name: `server-${i}`, etcdVoter: voter !== false, ready: voter !== "down" }),
      ),
    });
  const allowing = (allowApiOutage: boolean) => config({ policy: { allowApiOutage } });
  const about = (over: Partial<PreflightInput>) =>
    judge(over)
      .filter(({ code }) => /QUORUM|OUTAGE|EVEN/.test(code))
      .map(({ code, severity }) => `${severity} ${code}`);

  test.each<[string, Inventory, string[]]>([
    ["three of three", etcd(true, true, true), []],
    ["three, one down", etcd(true, true, "down"), ["blocker QUORUM_AT_RISK"]],
    ["three, one learner", etcd(true, true, false), ["blocker QUORUM_AT_RISK"]],
    ["five, one down", etcd(true, true, true, true, "down"), []],
    ["five, two down", etcd(true, true, true, "down", "down"), ["blocker QUORUM_AT_RISK"]],
    ["four of four", etcd(true, true, true, true), ["warning EVEN_SERVERS"]],
    ["four, one down", etcd(true, true, true, "down"), ["warning EVEN_SERVERS", "blocker QUORUM_AT_RISK"]],
    ["two of two", etcd(true, true), ["warning EVEN_SERVERS", "blocker API_OUTAGE_REFUSED"]],
    ["one", etcd(true), ["info API_OUTAGE"]],
    ["one with SQLite", inventory(), ["info API_OUTAGE"]],
    ["two with an external database", inventory({ nodes: [server(), server({ name: "server-2" })] }), []],
  ])("%s", (_what, facts, expected) => {
    expect(about({ inventory: facts })).toEqual(expected);
  });

  test("only what restarts is at risk: agents alone are none, on the way back every server is", () => {
    const at = "v1.36.2+k3s1";
    const behind = (...versions: string[]) =>
      inventory({
        nodes: [
          ...versions.map((version, i) => server({ name: `server-${i}`, version, etcdVoter: true })),
          node({ name: "agent-1" }),
        ],
      });

    expect(about({ inventory: behind(at, at) })).toEqual([]);
    expect(about({ inventory: behind(at) })).toEqual([]);
    expect(about({ inventory: behind(at, "v1.35.4+k3s1") })).toContain("blocker API_OUTAGE_REFUSED");
    expect(about({ inventory: behind(at), rollback: true })).toEqual(["info API_OUTAGE"]);
  });

  test("an outage is accepted or refused where the policy says so", () => {
    expect(about({ inventory: etcd(true, true), config: allowing(true) })).toEqual([
      "warning EVEN_SERVERS",
      "info API_OUTAGE",
    ]);
    expect(about({ inventory: inventory(), config: allowing(false) })).toEqual([
      "blocker API_OUTAGE_REFUSED",
    ]);
    expect(about({ inventory: etcd(true, true, "down"), config: allowing(true) })).toEqual([
      "blocker QUORUM_AT_RISK",
    ]);
  });
});
