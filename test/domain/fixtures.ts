import { parseConfig, type StackConfig } from "../../domain/config";
import type {
  BudgetFacts,
  ClusterFacts,
  HostFacts,
  Inventory,
  NodeFacts,
  PodFacts,
  WorkloadFacts,
} from "../../domain/facts";
import type { K3sRelease } from "../../domain/release";

/** Small facts with the uninteresting parts filled in; a test names only what it is about. */
export const node = (over: Partial<NodeFacts> & Pick<NodeFacts, "name">): NodeFacts => ({
  role: "agent",
  version: "v1.35.4+k3s1",
  ready: true,
  unschedulable: false,
  arch: "amd64",
  leaseRenewedAt: "2026-06-01T09:59:55Z",
  etcdVoter: null,
  internalIps: ["10.0.0.1"],
  annotations: {},
  ...over,
});

export const host = (over: Partial<HostFacts> & Pick<HostFacts, "node">): HostFacts => ({
  unit: "k3s.service",
  unitFile: "/etc/systemd/system/k3s.service",
  envFiles: [],
  binary: "/usr/local/bin/k3s",
  binaryVersion: "v1.35.4+k3s1",
  configFile: "/etc/rancher/k3s/config.yaml",
  dataDir: "/var/lib/rancher/k3s",
  datastore: "none",
  arch: "amd64",
  freeBytes: { binary: 1e9, data: 1e9 },
  clockSkewMs: 0,
  cgroup: "v2",
  etcdLeader: null,
  service: { active: "active", sub: "running", restarts: 0, mainPid: 10, runsCurrentBinary: true },
  ...over,
});

export const pod = (over: Partial<PodFacts> & Pick<PodFacts, "name">): PodFacts => ({
  namespace: "shop",
  node: "agent-1",
  labels: { app: "web" },
  owner: { kind: "Deployment", name: "web" },
  phase: "Running",
  ready: true,
  localStorage: false,
  mirror: false,
  ...over,
});

export const budget = (over: Partial<BudgetFacts> = {}): BudgetFacts => ({
  namespace: "shop",
  name: "web",
  selector: { matchLabels: { app: "web" }, matchExpressions: [] },
  disruptionsAllowed: 1,
  currentHealthy: 3,
  desiredHealthy: 2,
  expectedPods: 3,
  goingPods: [],
  ...over,
});

export const workload = (over: Partial<WorkloadFacts> = {}): WorkloadFacts => ({
  kind: "Deployment",
  namespace: "shop",
  name: "web",
  desired: 2,
  ready: 2,
  ...over,
});

export const server = (over: Partial<NodeFacts> = {}): NodeFacts =>
  node({ name: "server-1", role: "server", ...over });

export const cluster = (over: Partial<ClusterFacts> = {}): ClusterFacts => ({
  takenAt: "2026-06-01T10:00:00Z",
  apiServerVersion: "v1.35.4+k3s1",
  nodes: [server(), node({ name: "agent-1" }), node({ name: "agent-2" })],
  pods: [],
  budgets: [],
  workloads: [],
  apiUses: [],
  foreignUpdaters: [],
  ...over,
});

/** A cluster with a matching host for every node; the servers keep SQLite. */
export function inventory(over: Partial<ClusterFacts> = {}, hosts?: readonly HostFacts[]): Inventory {
  const facts = cluster(over);
  const matching = facts.nodes.map(({ name, role, version }) =>
    host({ node: name, binaryVersion: version, datastore: role === "server" ? "sqlite" : "none" }),
  );
  return { cluster: facts, hosts: hosts ?? matching, unreachable: [] };
}

export const raw = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  cluster: {
    name: "home",
    nodes: ["server-1", "agent-1", "agent-2"].map((name) => ({ name, host: name })),
  },
  versions: { k3s: "v1.36.2+k3s1" },
  backup: { directory: "backups", allowUnencrypted: true },
  ...over,
});

export const config = (over: Record<string, unknown> = {}): StackConfig => parseConfig(raw(over));

export const release = (version: string, over: Partial<K3sRelease> = {}): K3sRelease => ({
  version,
  prerelease: false,
  publishedAt: "2026-05-01T00:00:00Z",
  url: `https://example.org/${version}`,
  ...over,
});

export const codesOf = (findings: readonly { readonly code: string }[]): string[] =>
  findings.map(({ code }) => code);

/** What a function throws, for assertions on its code. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("expected something to be thrown");
}
