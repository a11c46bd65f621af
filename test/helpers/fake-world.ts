import { writeFileSync } from "node:fs";
import { waiting } from "../../domain/errors";
import { chainEntry, GENESIS, type JournalBody, type JournalEntry } from "../../domain/journal";
import type {
  Clock,
  Cluster,
  Http,
  HttpAnswer,
  Journal,
  LockState,
  NodeNetwork,
  NodeShell,
} from "../../domain/ports";
import type { ProbeSettings } from "../../domain/probe-settings";
import type { World } from "../../providers/world";
import { digestOf } from "./fake-host";
import { FakeKubernetes, tcpPort } from "./fake-kubernetes";
import { FakeNetwork } from "./fake-network";
import { tempFolder } from "./temp-folder";

/** What a process sees when it is killed; nothing that it does afterwards reaches the world. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** What goes wrong, counted in calls of ports since the world was opened. */
export interface Faults {
  /** The process dies at this call: before it has an effect, or right after, with the answer lost. */
  readonly killAt?: { readonly call: number; readonly when: "before" | "after" };
  /** This one call fails as a dropped connection does, before or after its effect. */
  readonly dropAt?: { readonly call: number; readonly when: "before" | "after" };
}

const START = Date.parse("2026-06-01T10:00:00Z");

/** Everything that outlives a process: hosts, cluster, journal, files to download, and the time. */
export class FakeWorld {
  nowMs = START;
  /** How far somebody has set our own wall clock; the cluster and its hosts have theirs. */
  clockJumpMs = 0;
  readonly kubernetes = new FakeKubernetes(() => this.nowMs);
  readonly network = new FakeNetwork(this.kubernetes);
  readonly journal: JournalEntry[] = [];
  /** Names of hosts that SSH does not reach. */
  readonly unreachable = new Set<string>();
  readonly answers = new Map<string, HttpAnswer>();
  readonly downloads = new Map<string, string>();
  readonly stateDir = tempFolder();

  advance(milliseconds: number): void {
    const end = this.nowMs + milliseconds;
    while (this.nowMs < end) {
      this.nowMs = Math.min(end, this.nowMs + 500);
      this.kubernetes.tick();
    }
  }

  /** A new process with its own ports; `calls` counts what it asked of the world. */
  open(faults: Faults = {}, identity = "test-host/1"): World & { readonly calls: () => number } {
    const gate = new Gate(faults);
    return {
      cluster: clusterPort(this, gate),
      shell: shellPort(this, gate),
      network: networkPort(this, gate),
      http: httpPort(this, gate),
      clock: clockPort(this, gate),
      journal: journalPort(this, gate),
      stateDir: this.stateDir,
      identity,
      calls: () => gate.count,
    };
  }
}

/** Every call of every port goes through here, so that a fault can hit each of them. */
class Gate {
  count = 0;
  private dead = false;

  constructor(private readonly faults: Faults) {}

  /** A call within this very process. */
  pass<T>(effect: () => T): T {
    if (this.dead) throw new Killed("dead");
    this.count += 1;
    this.killIfDue("before");
    try {
      return effect();
    } finally {
      this.killIfDue("after");
    }
  }

  /** A call over a connection, which can drop. */
  send<T>(effect: () => T): T {
    return this.pass(() => {
      this.dropIfDue("before");
      const answer = effect();
      this.dropIfDue("after");
      return answer;
    });
  }

  private killIfDue(when: "before" | "after"): void {
    const { killAt } = this.faults;
    if (killAt?.call !== this.count || killAt.when !== when) return;
    this.dead = true;
    throw new Killed(`killed ${when} call ${this.count}`);
  }

  private dropIfDue(when: "before" | "after"): void {
    const { dropAt } = this.faults;
    if (dropAt?.call === this.count && dropAt.when === when)
      throw waiting("SSH_UNREACHABLE", "the connection dropped.", "run again.");
  }
}

function clusterPort({ kubernetes }: FakeWorld, gate: Gate): Cluster {
  const ask = async <T>(effect: () => T): Promise<T> =>
    gate.send(() => {
      if (!kubernetes.answers)
        throw waiting("API_UNREACHABLE", "the API server did not answer.", "run again.");
      return effect();
    });
  const versionRead = new WeakMap<LockState, number>();
  return {
    serverVersion: () => ask(() => kubernetes.serverVersion),
    unreadyChecks: () => ask(() => [...kubernetes.unready]),
    nodes: () => ask(() => kubernetes.nodes.map((node) => kubernetes.nodeFacts(node))),
    node: (name) => ask(() => kubernetes.nodeFacts(kubernetes.node(name))),
    pods: (node) =>
      ask(() => structuredClone(kubernetes.pods.filter((pod) => node === undefined || pod.node === node))),
    budgets: () => ask(() => kubernetes.budgetFacts()),
    workloads: () => ask(() => kubernetes.workloadFacts()),
    services: () => ask(() => kubernetes.serviceFacts()),
    ingresses: () => ask(() => structuredClone(kubernetes.ingresses)),
    isolations: () => ask(() => structuredClone(kubernetes.isolations)),
    storage: () => ask(() => structuredClone(kubernetes.storage)),
    apiServices: () => ask(() => structuredClone(kubernetes.apiServices)),
    webhooks: () => ask(() => structuredClone(kubernetes.webhooks)),
    apiUses: () => ask(() => []),
    foreignUpdaters: () => ask(() => []),
    objects: () => ask(() => []),
    cordon: (node, run) => ask(() => kubernetes.cordon(node, run)),
    uncordon: (node) => ask(() => kubernetes.uncordon(node)),
    evict: (namespace, pod) => ask(() => kubernetes.evict(namespace, pod)),
    dump: (kind) => ask(() => structuredClone(kubernetes.dumps[kind])),
    lockState: () =>
      ask(() => {
        const { version, ...state } = kubernetes.lock;
        versionRead.set(state, version);
        return state;
      }),
    takeLock: async (holder, seconds, now, previous) => {
      const { version, ...current } = await ask(() => kubernetes.lock);
      if (current.holder !== previous.holder || current.renewedAt !== previous.renewedAt) return false;
      return ask(() => kubernetes.writeLock(holder, seconds, now, version));
    },
    releaseLock: async (holder) => {
      const { version, ...current } = await ask(() => kubernetes.lock);
      if (current.holder === holder) await ask(() => kubernetes.writeLock(null, 1, new Date(0), version));
    },
  };
}

function reach(world: FakeWorld, node: string): void {
  if (world.unreachable.has(node))
    throw waiting("SSH_UNREACHABLE", `no SSH connection to ${node}.`, "run again.");
}

const shellPort = (world: FakeWorld, gate: Gate): NodeShell => ({
  run: async (node, script, parameters, options = {}) =>
    gate.send(() => {
      reach(world, node);
      return world.kubernetes.node(node).host.run(script, parameters, options);
    }),
  close: () => undefined,
});

function networkPort(world: FakeWorld, gate: Gate): NodeNetwork {
  const ask = async <T>(node: string, effect: () => T): Promise<T> =>
    gate.send(() => {
      reach(world, node);
      return effect();
    });
  return {
    connect: (node, to) => ask(node, () => world.network.connect(node, to)),
    lookUp: (node, server) => ask(node, () => world.network.lookUp(node, server)),
    request: (node, to, question) => ask(node, () => world.network.request(node, to, question)),
  };
}

const httpPort = (world: FakeWorld, gate: Gate): Http => ({
  get: async (url) => gate.send(() => world.answers.get(url) ?? { status: 404, headers: {}, body: "" }),
  download: async (url, file) =>
    gate.send(() => {
      const content = world.downloads.get(url);
      if (content === undefined) throw waiting("SOURCE_UNREACHABLE", `${url} is not there.`, "run again.");
      writeFileSync(file, content);
      return digestOf(content);
    }),
});

const clockPort = (world: FakeWorld, gate: Gate): Clock => ({
  now: () => new Date(world.nowMs + world.clockJumpMs),
  elapsedMs: () => world.nowMs,
  sleep: async (milliseconds) => gate.pass(() => world.advance(milliseconds)),
});

const journalPort = (world: FakeWorld, gate: Gate): Journal => ({
  entries: () => world.journal,
  append: (body: JournalBody) =>
    gate.pass(() => {
      const previous = world.journal.at(-1);
      const place = { seq: (previous?.seq ?? 0) + 1, at: new Date(world.nowMs).toISOString() };
      const entry = chainEntry(previous?.hash ?? GENESIS, { ...place, ...structuredClone(body) });
      world.journal.push(entry);
      return entry;
    }),
});

export const OLD = "v1.35.4+k3s1";
export const NEW = "v1.36.3+k3s1";

export const ALL_PROBES: ProbeSettings = {
  dns: true,
  services: true,
  nodePorts: true,
  ingress: true,
  storage: true,
  timeoutMs: 3_000,
  clusterDomain: "cluster.local",
};

/** One server and two agents with a shop of two replicas, its system workloads, and nothing wrong. */
export function healthyWorld(version = OLD): FakeWorld {
  const world = new FakeWorld();
  const { kubernetes } = world;
  kubernetes.addNode("server-1", "server", version);
  kubernetes.addNode("agent-1", "agent", version);
  kubernetes.addNode("agent-2", "agent", version);
  kubernetes.addWorkload("Deployment", "kube-system", "kube-dns", ["server-1"]);
  Object.assign(kubernetes.service("kube-system/kube-dns"), { ports: [tcpPort(53, null, "dns-tcp")] });
  kubernetes.addWorkload("DaemonSet", "kube-system", "proxy", ["server-1", "agent-1", "agent-2"]);
  kubernetes.addWorkload("Deployment", "shop", "web", ["agent-1", "agent-2"]);
  kubernetes.addWorkload("StatefulSet", "shop", "db", ["agent-1"]);
  kubernetes.apiServices.push({ name: "v1beta1.metrics.k8s.io", available: true, reason: "" });
  kubernetes.webhooks.push({ name: "check.shop", service: "shop/web", failurePolicy: "Fail" });
  return world;
}

/** The same with everything that can be probed: a node port, an ingress, and a database with a volume. */
export function busyWorld(version = OLD): FakeWorld {
  const world = healthyWorld(version);
  const { kubernetes } = world;
  kubernetes.addWorkload("DaemonSet", "kube-system", "traefik", ["server-1", "agent-1", "agent-2"]);
  const entrance = {
    type: "LoadBalancer",
    ports: [tcpPort(80, 30080, "web"), tcpPort(443, 30443, "websecure")],
  };
  Object.assign(kubernetes.service("kube-system/traefik"), entrance);
  kubernetes.ingresses.push({
    namespace: "shop",
    name: "web",
    rules: [{ host: "shop.example.org", path: "/", tls: false }],
    addresses: kubernetes.nodes.flatMap(({ internalIps }) => internalIps),
    mayBeProbed: true,
  });
  kubernetes.storage.claims.push({
    namespace: "shop",
    name: "data",
    phase: "Bound",
    volume: "pvc-1",
    block: false,
    readOnly: false,
    waitsForConsumer: true,
  });
  kubernetes.storage.volumes.push({ name: "pvc-1", hostPath: null });
  kubernetes.storage.attachments.push({ node: "agent-1", volume: "pvc-1", error: null });
  kubernetes.storage.uses.push({
    namespace: "shop",
    pod: "db-1",
    uid: "u-1",
    node: "agent-1",
    running: true,
    claim: "data",
    readOnly: false,
  });
  return world;
}
