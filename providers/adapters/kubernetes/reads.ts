import { z } from "zod";
import type { ApiUse, NodeFacts } from "../../../domain/facts";
import type { ApiKind, ApiServiceSummary, Cluster, ObjectQuery, WebhookSummary } from "../../../domain/ports";
import { isWrittenThrough } from "../../../domain/written-through";
import {
  ApiServiceObject,
  BudgetObject,
  LeaseObject,
  MetaObject,
  NodeObject,
  PodObject,
  WebhookConfigurationObject,
  WorkloadObject,
} from "./answers";
import type { KubernetesApi } from "./connection";
import { budgetFacts, nodeFacts, podFacts, workloadFacts } from "./facts";
import { listAll, refuse } from "./list";
import { readStorage } from "./storage";
import { readIngresses, readIsolations, readServices } from "./traffic";

const NODE_LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const APPS = "/apis/apps/v1";

async function readNodes(api: KubernetesApi): Promise<NodeFacts[]> {
  const [nodes, leases] = await Promise.all([
    listAll(api, "/api/v1/nodes", NodeObject),
    listAll(api, NODE_LEASES, LeaseObject),
  ]);
  const leaseOf = new Map(leases.map((lease) => [lease.metadata.name, lease]));
  return nodes.map((node) => nodeFacts(node, leaseOf.get(node.metadata.name)));
}

async function readNode(api: KubernetesApi, name: string): Promise<NodeFacts> {
  const path = encodeURIComponent(name);
  const [node, lease] = await Promise.all([
    api({ path: `/api/v1/nodes/${path}` }),
    api({ path: `${NODE_LEASES}/${path}` }),
  ]);
  if (node.status !== 200) throw refuse(`GET node ${name}`, node);
  return nodeFacts(
    NodeObject.parse(node.body),
    lease.status === 200 ? LeaseObject.parse(lease.body) : undefined,
  );
}

async function readPods(api: KubernetesApi, node?: string) {
  const filter = node === undefined ? "" : `?fieldSelector=${encodeURIComponent(`spec.nodeName=${node}`)}`;
  return (await listAll(api, `/api/v1/pods${filter}`, PodObject)).map(podFacts);
}

async function readWorkloads(api: KubernetesApi) {
  const [deployments, statefulSets, daemonSets] = await Promise.all(
    ["deployments", "statefulsets", "daemonsets"].map((plural) =>
      listAll(api, `${APPS}/${plural}`, WorkloadObject),
    ),
  );
  return [
    ...(deployments ?? []).map(workloadFacts("Deployment")),
    ...(statefulSets ?? []).map(workloadFacts("StatefulSet")),
    ...(daemonSets ?? []).map(workloadFacts("DaemonSet")),
  ];
}

async function readApiServices(api: KubernetesApi): Promise<ApiServiceSummary[]> {
  const services = await listAll(api, "/apis/apiregistration.k8s.io/v1/apiservices", ApiServiceObject);
  return services.map(({ metadata, status }) => {
    const available = status.conditions.find(({ type }) => type === "Available");
    return {
      name: metadata.name,
      available: available?.status === "True",
      reason: available?.message ?? "no condition",
    };
  });
}

async function readWebhooks(api: KubernetesApi): Promise<WebhookSummary[]> {
  const lists = await Promise.all(
    ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"].map((plural) =>
      listAll(api, `${ADMISSION}/${plural}`, WebhookConfigurationObject),
    ),
  );
  return lists.flat().flatMap(({ webhooks }) =>
    webhooks.map(({ name, failurePolicy, clientConfig: { service } }) => ({
      name,
      failurePolicy,
      service: service ? `${service.namespace}/${service.name}` : null,
    })),
  );
}

const Resources = z.object({ resources: z.array(z.object({ name: z.string(), kind: z.string() })) });

/** Counts objects that somebody last wrote through this very API version, as their managed fields tell. */
async function readApiUse(api: KubernetesApi, { group, version, kind }: ApiKind): Promise<ApiUse | null> {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const served = await api({ path: root });
  if (served.status !== 200) return null;
  const plural = Resources.parse(served.body).resources.find(
    (it) => it.kind === kind && !it.name.includes("/"),
  )?.name;
  if (plural === undefined) return null;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const objects = await listAll(api, `${root}/${plural}`, MetaObject, { metadataOnly: true });
  const users = objects.filter(({ metadata }) => isWrittenThrough(metadata.managedFields, apiVersion));
  const examples = users
    .slice(0, 3)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`.replace(/^\//, ""));
  return users.length === 0 ? null : { group, version, kind, count: users.length, examples };
}

const PLAN_PATH = "/apis/upgrade.cattle.io/v1/plans";
const KURED_LOCK = "weave.works/kured-node-lock";
const PlanObject = MetaObject.extend({
  status: z.object({ applying: z.array(z.string()).nullish() }).prefault({}),
});

/** system-upgrade-controller plans in progress and kured's lock: two updaters must not work at once. */
async function readForeignUpdaters(api: KubernetesApi): Promise<string[]> {
  const [plans, daemonSets] = await Promise.all([
    listAll(api, PLAN_PATH, PlanObject),
    listAll(api, `${APPS}/daemonsets`, MetaObject, { metadataOnly: true }),
  ]);
  const busy = plans.filter(({ status }) => (status.applying ?? []).length > 0);
  const locked = daemonSets.filter(({ metadata }) => (metadata.annotations[KURED_LOCK] ?? "") !== "");
  return [
    ...busy.map(
      ({ metadata }) => `system-upgrade-controller applies plan ${metadata.namespace}/${metadata.name}`,
    ),
    ...locked.map(
      ({ metadata }) => `kured holds its lock on daemonset ${metadata.namespace}/${metadata.name}`,
    ),
  ];
}

const Group = z.object({ preferredVersion: z.object({ version: z.string() }) });

/** Where the objects of a kind lie; `null` for a group that is not installed. */
async function objectsPath(api: KubernetesApi, { group, plural, namespace }: ObjectQuery) {
  const within = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  if (group === "") return `/api/v1${within}/${plural}`;
  const answer = await api({ path: `/apis/${group}` });
  if (answer.status === 404) return null;
  if (answer.status !== 200) throw refuse(`GET /apis/${group}`, answer);
  return `/apis/${group}/${Group.parse(answer.body).preferredVersion.version}${within}/${plural}`;
}

async function readOne(api: KubernetesApi, path: string): Promise<unknown[]> {
  const answer = await api({ path });
  if (answer.status === 404) return [];
  if (answer.status !== 200) throw refuse(`GET ${path}`, answer);
  return [answer.body];
}

async function readObjects(api: KubernetesApi, query: ObjectQuery): Promise<unknown[]> {
  const path = await objectsPath(api, query);
  if (path === null) return [];
  if (query.name !== undefined) return readOne(api, `${path}/${encodeURIComponent(query.name)}`);
  const selectors = (["fieldSelector", "labelSelector"] as const).flatMap((key) =>
    query[key] === undefined ? [] : [`${key}=${encodeURIComponent(query[key])}`],
  );
  return listAll(api, selectors.length === 0 ? path : `${path}?${selectors.join("&")}`, z.unknown());
}

const DUMPED = { ConfigMap: "configmaps", Secret: "secrets" } as const;

type Reads = Pick<
  Cluster,
  | "nodes"
  | "node"
  | "pods"
  | "budgets"
  | "workloads"
  | "services"
  | "ingresses"
  | "isolations"
  | "storage"
  | "apiServices"
  | "webhooks"
  | "apiUses"
  | "foreignUpdaters"
  | "objects"
  | "dump"
>;

/** Everything that only looks. */
export const clusterReads = (api: KubernetesApi): Reads => ({
  nodes: () => readNodes(api),
  node: (name) => readNode(api, name),
  pods: (node) => readPods(api, node),
  budgets: async () =>
    (await listAll(api, "/apis/policy/v1/poddisruptionbudgets", BudgetObject)).map(budgetFacts),
  workloads: () => readWorkloads(api),
  services: () => readServices(api),
  ingresses: () => readIngresses(api),
  isolations: () => readIsolations(api),
  storage: () => readStorage(api),
  apiServices: () => readApiServices(api),
  webhooks: () => readWebhooks(api),
  apiUses: async (kinds) =>
    (await Promise.all(kinds.map((kind) => readApiUse(api, kind)))).filter((use) => use !== null),
  foreignUpdaters: () => readForeignUpdaters(api),
  objects: (query) => readObjects(api, query),
  dump: (kind) => listAll(api, `/api/v1/${DUMPED[kind]}`, z.unknown()),
});
