import "../../helpers/without-kubeconfig";
import { z } from "zod";
import {
  BudgetObject,
  LeaseObject,
  NodeObject,
  PodObject,
  WorkloadObject,
} from "../../../providers/adapters/kubernetes/answers";
import type { ApiAnswer, ApiRequest, KubernetesApi } from "../../../providers/adapters/kubernetes/connection";
import {
  budgetFacts,
  nodeFacts,
  podFacts,
  workloadFacts,
} from "../../../providers/adapters/kubernetes/facts";
import { listAll, refuse } from "../../../providers/adapters/kubernetes/list";
import { clusterReads } from "../../../providers/adapters/kubernetes/reads";
import { rejectionOf } from "../../helpers/rejection";

const nodeObject = (over: Record<string, unknown> = {}) => ({
  metadata: { name: "server-1", labels: { "node-role.kubernetes.io/control-plane": "true" } },
  spec: {},
  status: {
    conditions: [{ type: "Ready", status: "True" }],
    nodeInfo: { kubeletVersion: "v1.35.4+k3s1", architecture: "arm64" },
  },
  ...over,
});

describe("a node", () => {
  test("is read with its role, version, architecture and heartbeat", () => {
    const lease = LeaseObject.parse({
      metadata: { name: "server-1" },
      spec: { renewTime: "2026-06-01T10:00:00.000000Z" },
    });

    expect(nodeFacts(NodeObject.parse(nodeObject()), lease)).toEqual({
      name: "server-1",
      role: "server",
      version: "v1.35.4+k3s1",
      ready: true,
      unschedulable: false,
      arch: "arm64",
      leaseRenewedAt: "2026-06-01T10:00:00.000000Z",
      etcdVoter: null,
      internalIps: [],
      annotations: {},
    });
  });

  test.each([
    ["without a role label is an agent", { metadata: { name: "a" } }, { role: "agent" }],
    [
      "with the label of old is a server",
      { metadata: { name: "a", labels: { "node-role.kubernetes.io/master": "" } } },
      { role: "server" },
    ],
    ["that is cordoned says so", { spec: { unschedulable: true } }, { unschedulable: true }],
    [
      "whose state is not known is not ready",
      { status: { ...nodeObject().status, conditions: [{ type: "Ready", status: "Unknown" }] } },
      { ready: false },
    ],
    [
      "with etcd tells whether it votes",
      { status: { ...nodeObject().status, conditions: [{ type: "EtcdIsVoter", status: "True" }] } },
      { etcdVoter: true, ready: false },
    ],
  ])("%s", (_what, over, expected) => {
    expect(nodeFacts(NodeObject.parse(nodeObject(over)), undefined)).toMatchObject(expected);
  });
});

describe("a pod", () => {
  const podOf = (metadata: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
    podFacts(PodObject.parse({ metadata: { name: "p", namespace: "shop", ...metadata }, spec: {}, ...rest }));
  const owner = (kind: string, name: string, controller = true) => ({
    ownerReferences: [{ kind, name, controller }],
  });

  test.each([
    [
      "of a ReplicaSet that carries its hash belongs to the Deployment",
      { ...owner("ReplicaSet", "web-5d8f9c"), labels: { "pod-template-hash": "5d8f9c" } },
      { kind: "Deployment", name: "web" },
    ],
    ["of a bare ReplicaSet belongs to it", owner("ReplicaSet", "web"), { kind: "ReplicaSet", name: "web" }],
    ["of a DaemonSet belongs to it", owner("DaemonSet", "proxy"), { kind: "DaemonSet", name: "proxy" }],
    ["whose owner does not control it is bare", owner("Thing", "x", false), null],
    ["without an owner is bare", {}, null],
  ])("%s", (_what, metadata, expected) => {
    expect(podOf(metadata).owner).toEqual(expected);
  });

  test("that is not scheduled yet has no node and is not ready", () => {
    expect(podOf({}, { status: { phase: "Pending" } })).toMatchObject({
      node: "",
      phase: "Pending",
      ready: false,
    });
  });

  test("tells local storage and mirrors", () => {
    const volumes = [{ emptyDir: {} }];
    expect(podOf({}, { spec: { nodeName: "a", volumes } }).localStorage).toBe(true);
    expect(podOf({}, { spec: { nodeName: "a", volumes: [{ name: "x" }] } }).localStorage).toBe(false);
    expect(podOf({ annotations: { "kubernetes.io/config.mirror": "x" } }).mirror).toBe(true);
  });
});

test("budgets without a selector select nothing and know who goes, workloads count as their kind does", () => {
  const metadata = { name: "x", namespace: "shop" };

  expect(budgetFacts(BudgetObject.parse({ metadata, spec: {} }))).toMatchObject({
    selector: null,
    disruptionsAllowed: 0,
    goingPods: [],
  });
  const disruptedPods = { "db-1": "2026-06-01T10:00:00Z", "db-0": "2026-06-01T10:00:01Z" };
  expect(budgetFacts(BudgetObject.parse({ metadata, spec: {}, status: { disruptedPods } }))).toEqual({
    ...{ namespace: "shop", name: "x", selector: null },
    ...{ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    goingPods: ["db-0", "db-1"],
  });
  const status = { readyReplicas: 1, numberReady: 2, desiredNumberScheduled: 3 };
  const workload = WorkloadObject.parse({ metadata, status });
  expect(workloadFacts("Deployment")(workload)).toMatchObject({ desired: 1, ready: 1 });
  expect(workloadFacts("DaemonSet")(workload)).toMatchObject({ desired: 3, ready: 2 });
});

/** An API server that answers by path; what it does not know is 404. */
function apiOf(answers: Readonly<Record<string, unknown>>): KubernetesApi & { asked: ApiRequest[] } {
  const asked: ApiRequest[] = [];
  const api = async (request: ApiRequest): Promise<ApiAnswer> => {
    asked.push(request);
    const path = request.path.replace(/[?&]limit=\d+$/, "").replace(/\?limit=\d+&/, "?");
    const body = answers[path];
    return body === undefined ? { status: 404, body: {} } : { status: 200, body };
  };
  return Object.assign(api, { asked });
}

describe("listAll", () => {
  const Item = z.object({ n: z.number() });

  test("goes through all pages", async () => {
    const api = apiOf({
      "/x": { metadata: { continue: "a b/c" }, items: [{ n: 1 }] },
      "/x?continue=a%20b%2Fc": { metadata: { continue: "" }, items: [{ n: 2 }, { n: 3 }] },
    });

    expect(await listAll(api, "/x", Item)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test("finds nothing where the server serves no such resource, and in an empty list", async () => {
    const api = apiOf({ "/empty": { metadata: {}, items: null } });

    expect(await listAll(api, "/none", Item)).toEqual([]);
    expect(await listAll(api, "/empty", Item)).toEqual([]);
  });

  test.each([
    [401, "blocked", "API_FORBIDDEN"],
    [403, "blocked", "API_FORBIDDEN"],
    [429, "waiting", "API_BUSY"],
    [503, "waiting", "API_BUSY"],
    [422, "blocked", "API_REFUSED"],
  ])("an answer of %d is %s %s", async (status, kind, code) => {
    const api: KubernetesApi = async () => ({ status, body: { message: "because" } });

    expect(await rejectionOf(listAll(api, "/x", Item))).toMatchObject({
      kind,
      code,
      message: expect.stringContaining("because"),
    });
    expect(refuse("x", { status, body: "text" })).toMatchObject({ code });
  });
});

describe("what is looked up", () => {
  test("services count ready endpoints over all their slices", async () => {
    const metadata = (name: string) => ({
      name,
      namespace: "shop",
      labels: { "kubernetes.io/service-name": "web" },
    });
    const api = apiOf({
      "/api/v1/services": {
        items: [
          { metadata: { name: "web", namespace: "shop" }, spec: { selector: { app: "web" } } },
          {
            metadata: { name: "out", namespace: "shop" },
            spec: { selector: { a: "b" }, type: "ExternalName" },
          },
        ],
      },
      "/apis/discovery.k8s.io/v1/endpointslices": {
        items: [
          {
            metadata: metadata("a"),
            endpoints: [{ conditions: { ready: true } }, { conditions: { ready: false } }],
          },
          { metadata: metadata("b"), endpoints: [{ conditions: {} }] },
          { metadata: metadata("c"), endpoints: null },
        ],
      },
    });

    expect(await clusterReads(api).services()).toMatchObject([
      { namespace: "shop", name: "web", selected: true, readyEndpoints: 2 },
      { namespace: "shop", name: "out", selected: false, readyEndpoints: 0 },
    ]);
  });

  test("an API version counts what was written through it, not what is merely served", async () => {
    const managed = (name: string, apiVersion: string) => ({
      metadata: { name, namespace: "shop", managedFields: [{ apiVersion }] },
    });
    const api = apiOf({
      "/apis/old.io/v1beta1": {
        resources: [
          { name: "things", kind: "Thing" },
          { name: "things/status", kind: "Thing" },
        ],
      },
      "/apis/old.io/v1beta1/things": {
        items: [managed("a", "old.io/v1beta1"), managed("b", "old.io/v1")],
      },
    });
    const kind = { group: "old.io", version: "v1beta1", kind: "Thing" };

    expect(await clusterReads(api).apiUses([kind, { ...kind, group: "gone.io" }])).toEqual([
      { ...kind, count: 1, examples: ["shop/a"] },
    ]);
  });

  test("other updaters at work are named, idle ones are not", async () => {
    const plan = (name: string, applying: string[] | null) => ({
      metadata: { name, namespace: "system-upgrade" },
      status: { applying },
    });
    const api = apiOf({
      "/apis/upgrade.cattle.io/v1/plans": { items: [plan("busy", ["agent-1"]), plan("idle", null)] },
      "/apis/apps/v1/daemonsets": {
        items: [
          {
            metadata: {
              name: "kured",
              namespace: "kube-system",
              annotations: { "weave.works/kured-node-lock": "{}" },
            },
          },
        ],
      },
    });

    const found = await clusterReads(api).foreignUpdaters();

    expect(found).toHaveLength(2);
    expect(found.join(" ")).toMatch(/busy.*kured/);
    expect(await clusterReads(apiOf({})).foreignUpdaters()).toEqual([]);
  });

  test("pods of one node are asked for by field", async () => {
    const api = apiOf({});

    await clusterReads(api).pods("agent-1");

    expect(api.asked[0]?.path).toContain("fieldSelector=spec.nodeName%3Dagent-1&limit=");
  });
});
