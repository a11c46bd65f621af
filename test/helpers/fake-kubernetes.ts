import { CORDON_ANNOTATION, type CordonMark } from "../../domain/cordon";
import type { BudgetFacts, NodeFacts, NodeRole, PodFacts, WorkloadFacts } from "../../domain/facts";
import { matches } from "../../domain/label-selector";
import type { ApiServiceSummary, EvictionAnswer, LockState, WebhookSummary } from "../../domain/ports";
import type {
  IngressSummary,
  IsolationSummary,
  ServicePort,
  ServiceSummary,
} from "../../domain/traffic-facts";
import type { StorageFacts } from "../../domain/volume-facts";
import { FakeHost } from "./fake-host";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface FakeNode extends Mutable<Omit<NodeFacts, "annotations">> {
  annotations: Record<string, string>;
  readonly host: FakeHost;
}

export type FakePod = Mutable<PodFacts> & { since: number };

export interface FakeBudget {
  readonly namespace: string;
  readonly name: string;
  readonly matchLabels: Readonly<Record<string, string>>;
  minAvailable: number;
  readonly goingPods?: readonly string[];
}

type FakeWorkload = Mutable<Pick<WorkloadFacts, "kind" | "namespace" | "name" | "desired">>;

type FakePort = Omit<ServicePort, "readyOn">;

export interface FakeServiceObject
  extends Mutable<Omit<ServiceSummary, "selector" | "selected" | "readyEndpoints" | "ports">> {
  readonly matchLabels: Readonly<Record<string, string>>;
  ports: FakePort[];
}

export const API_ADDRESS = "10.43.0.1";
export const tcpPort = (port: number, nodePort: number | null = null, name = ""): FakePort => ({
  name,
  protocol: "TCP",
  port,
  nodePort,
});

const POD_START_MS = 1_000;
/** Kubernetes' node monitor grace period. */
const NODE_GRACE_MS = 40_000;
const GONE_STATES = ["Succeeded", "Failed"];

const API_SERVICE: FakeServiceObject = {
  namespace: "default",
  name: "kubernetes",
  type: "ClusterIP",
  labels: {},
  matchLabels: {},
  clusterIp: API_ADDRESS,
  ports: [tcpPort(443)],
  localOnly: { internal: false, external: false },
  mayBeProbed: true,
};

function summaryOf({ matchLabels, ports, ...service }: FakeServiceObject, ready: string[]): ServiceSummary {
  return {
    ...service,
    selector: matchLabels,
    selected: Object.keys(matchLabels).length > 0,
    readyEndpoints: ready.length,
    ports: ports.map((port) => ({ ...port, readyOn: [...new Set(ready)] })),
  };
}

/** A small Kubernetes: nodes with kubelets, workloads that recreate their pods, budgets, and a scheduler. */
export class FakeKubernetes {
  readonly nodes: FakeNode[] = [];
  readonly pods: FakePod[] = [];
  readonly workloads: FakeWorkload[] = [];
  readonly budgetObjects: FakeBudget[] = [];
  readonly serviceObjects: FakeServiceObject[] = [];
  readonly apiServices: Mutable<ApiServiceSummary>[] = [];
  readonly webhooks: WebhookSummary[] = [];
  readonly ingresses: IngressSummary[] = [];
  readonly isolations: IsolationSummary[] = [];
  readonly storage: { -readonly [K in keyof StorageFacts]: StorageFacts[K][number][] } = {
    claims: [],
    volumes: [],
    attachments: [],
    uses: [],
  };
  readonly unready: string[] = [];
  readonly dumps: Record<"ConfigMap" | "Secret", unknown[]> = { ConfigMap: [], Secret: [] };
  /** Names of pods whose eviction was accepted, in order. */
  readonly evictions: string[] = [];
  /** When `true` the API answers nothing, whatever its servers do. */
  away = false;
  lock: LockState & { readonly version: number } = {
    holder: null,
    renewedAt: null,
    durationSeconds: 0,
    version: 0,
  };
  private created = 0;

  constructor(private readonly now: () => number) {}

  addNode(name: string, role: NodeRole, version: string): FakeNode {
    const node: FakeNode = {
      name,
      role,
      version,
      ready: true,
      unschedulable: false,
      arch: "amd64",
      leaseRenewedAt: this.time(),
      etcdVoter: null,
      internalIps: [`10.0.0.${this.nodes.length + 1}`],
      annotations: {},
      host: new FakeHost(role, version, this.now),
    };
    this.nodes.push(node);
    return node;
  }

  /** A workload with its pods on the named nodes, and a service in front of it. */
  addWorkload(
    kind: WorkloadFacts["kind"],
    namespace: string,
    name: string,
    nodes: readonly string[],
  ): FakePod[] {
    this.workloads.push({ kind, namespace, name, desired: nodes.length });
    this.addService(namespace, name);
    return nodes.map((node) => this.addPod({ namespace, name: "", node, owner: { kind, name } }));
  }

  /** A service in front of the pods that are labelled with its name. */
  addService(namespace: string, name: string, over: Partial<FakeServiceObject> = {}): FakeServiceObject {
    const service: FakeServiceObject = {
      namespace,
      name,
      type: "ClusterIP",
      labels: {},
      matchLabels: { app: name },
      clusterIp: `10.43.1.${this.serviceObjects.length + 1}`,
      ports: [tcpPort(80)],
      localOnly: { internal: false, external: false },
      mayBeProbed: true,
      ...over,
    };
    this.serviceObjects.push(service);
    return service;
  }

  addPod(over: Partial<PodFacts> & Pick<PodFacts, "namespace" | "name" | "node">): FakePod {
    const app = over.owner?.name ?? over.name;
    this.created += 1;
    const pod: FakePod = {
      labels: { app },
      owner: null,
      phase: "Running",
      ready: true,
      localStorage: false,
      mirror: false,
      since: this.now(),
      ...over,
      name: over.name === "" ? `${app}-${this.created}` : over.name,
    };
    this.pods.push(pod);
    return pod;
  }

  node(name: string): FakeNode {
    const node = this.nodes.find((it) => it.name === name);
    if (node === undefined) throw new Error(`the fake cluster has no node ${name}`);
    return node;
  }

  service(key: string): FakeServiceObject {
    const service = this.serviceObjects.find(({ namespace, name }) => `${namespace}/${name}` === key);
    if (service === undefined) throw new Error(`the fake cluster has no service ${key}`);
    return service;
  }

  get answers(): boolean {
    return !this.away && this.nodes.some(({ role, host }) => role === "server" && host.alive);
  }

  get serverVersion(): string {
    return this.nodes.find(({ role, host }) => role === "server" && host.alive)?.host.runningVersion ?? "";
  }

  nodeFacts({ host: _, ...facts }: FakeNode): NodeFacts {
    return structuredClone(facts);
  }

  workloadFacts(): WorkloadFacts[] {
    return this.workloads.map((workload) => ({
      ...workload,
      ready: this.podsOf(workload).filter(({ ready }) => ready).length,
    }));
  }

  budgetFacts(): BudgetFacts[] {
    return this.budgetObjects.map((budget) => {
      const selected = this.selectedBy(budget.namespace, budget.matchLabels);
      const { goingPods = [] } = budget;
      const currentHealthy = selected.filter(({ ready, name }) => ready && !goingPods.includes(name)).length;
      return {
        namespace: budget.namespace,
        name: budget.name,
        selector: { matchLabels: budget.matchLabels, matchExpressions: [] },
        disruptionsAllowed: Math.max(0, currentHealthy - budget.minAvailable),
        currentHealthy,
        desiredHealthy: budget.minAvailable,
        expectedPods: selected.length,
        goingPods,
      };
    });
  }

  serviceFacts(): ServiceSummary[] {
    const api = this.nodes.filter(({ role, host }) => role === "server" && host.alive);
    return [
      summaryOf(
        API_SERVICE,
        api.map(({ name }) => name),
      ),
      ...this.serviceObjects.map((service) => {
        const ready = this.selectedBy(service.namespace, service.matchLabels).filter((pod) => pod.ready);
        return summaryOf(
          service,
          ready.map(({ node }) => node),
        );
      }),
    ];
  }

  cordon(name: string, run: string): void {
    const node = this.node(name);
    if (CORDON_ANNOTATION in node.annotations && node.unschedulable) return;
    const mark: CordonMark = { run, priorUnschedulable: node.unschedulable };
    node.annotations[CORDON_ANNOTATION] ??= JSON.stringify(mark);
    node.unschedulable = true;
  }

  uncordon(name: string): void {
    const node = this.node(name);
    const text = node.annotations[CORDON_ANNOTATION];
    if (text === undefined) return;
    const { priorUnschedulable } = JSON.parse(text) as CordonMark;
    if (!priorUnschedulable) node.unschedulable = false;
    delete node.annotations[CORDON_ANNOTATION];
  }

  evict(namespace: string, name: string): EvictionAnswer {
    const pod = this.pods.find((it) => it.namespace === namespace && it.name === name);
    if (pod === undefined) return { result: "gone" };
    const exhausted = this.budgetFacts().find(
      (budget) =>
        budget.namespace === namespace &&
        matches(budget.selector, pod.labels) &&
        budget.disruptionsAllowed === 0,
    );
    if (exhausted !== undefined && pod.phase !== "Pending") {
      const message = `Cannot evict ${namespace}/${name}: it would violate the budget ${exhausted.namespace}/${exhausted.name}.`;
      return { result: "refused", message };
    }
    this.evictions.push(`${namespace}/${name}`);
    this.pods.splice(this.pods.indexOf(pod), 1);
    this.replaceLost();
    return { result: "accepted" };
  }

  /** Compare-and-swap: whoever read an older version is told no. */
  writeLock(holder: string | null, durationSeconds: number, now: Date, readVersion: number): boolean {
    if (readVersion !== this.lock.version) return false;
    const renewedAt = holder === null ? null : now.toISOString();
    this.lock = { holder, renewedAt, durationSeconds, version: this.lock.version + 1 };
    return true;
  }

  /** Lets controllers, scheduler and kubelets do what they would have done by now. */
  tick(): void {
    for (const { host } of this.nodes) host.tick();
    if (!this.answers) return;
    for (const node of this.nodes) this.heartbeat(node);
    this.replaceLost();
    for (const pod of this.pods) this.moveOn(pod);
  }

  private heartbeat(node: FakeNode): void {
    if (node.host.alive) {
      Object.assign(node, {
        ready: true,
        version: node.host.runningVersion,
        leaseRenewedAt: this.time(),
      });
    } else if (this.now() - Date.parse(node.leaseRenewedAt ?? "") > NODE_GRACE_MS) node.ready = false;
  }

  private replaceLost(): void {
    for (const workload of this.workloads) {
      if (workload.kind === "DaemonSet") continue;
      const { kind, namespace, name } = workload;
      const missing = workload.desired - this.podsOf(workload).length;
      for (let i = 0; i < missing; i++)
        this.addPod({
          namespace,
          name: "",
          node: "",
          owner: { kind, name },
          phase: "Pending",
          ready: false,
        });
    }
  }

  private moveOn(pod: FakePod): void {
    if (pod.phase !== "Pending") return;
    if (pod.node === "") this.schedule(pod);
    else if (this.node(pod.node).host.alive && this.now() - pod.since >= POD_START_MS)
      Object.assign(pod, { phase: "Running", ready: true });
  }

  private schedule(pod: FakePod): void {
    const open = this.nodes.filter(({ unschedulable, ready }) => ready && !unschedulable);
    const load = (node: FakeNode): number => this.pods.filter((it) => it.node === node.name).length;
    const [best] = open.toSorted((a, b) => load(a) - load(b));
    if (best !== undefined) Object.assign(pod, { node: best.name, since: this.now() });
  }

  private podsOf({ kind, namespace, name }: FakeWorkload): FakePod[] {
    return this.pods.filter(
      (pod) =>
        pod.namespace === namespace &&
        pod.owner?.kind === kind &&
        pod.owner.name === name &&
        !GONE_STATES.includes(pod.phase),
    );
  }

  private selectedBy(namespace: string, matchLabels: Readonly<Record<string, string>>): FakePod[] {
    return this.pods.filter(
      (pod) => pod.namespace === namespace && matches({ matchLabels, matchExpressions: [] }, pod.labels),
    );
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }
}
