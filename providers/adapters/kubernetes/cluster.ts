import { z } from "zod";
import { CORDON_ANNOTATION, type CordonMark } from "../../../domain/cordon";
import type { Cluster, EvictionAnswer, LockState } from "../../../domain/ports";
import { LeaseObject, NodeObject } from "./answers";
import { type ApiAnswer, connectKubernetes, type KubernetesApi, type KubernetesSettings } from "./connection";
import { refuse } from "./list";
import { clusterReads } from "./reads";

const LOCK_NAME = "gitops-updates";
const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
const nodePath = (node: string): string => `/api/v1/nodes/${encodeURIComponent(node)}`;

async function serverVersion(api: KubernetesApi): Promise<string> {
  const answer = await api({ path: "/version" });
  if (answer.status !== 200) throw refuse("GET /version", answer);
  return z.object({ gitVersion: z.string() }).parse(answer.body).gitVersion;
}

/** `/readyz?verbose` has a line per check, `[-]etcd failed: ...` for one that fails. */
async function unreadyChecks(api: KubernetesApi): Promise<string[]> {
  const answer = await api({ path: "/readyz?verbose" });
  if (answer.status === 200) return [];
  const failing = String(answer.body).match(/^\[-\]\S+/gm) ?? [`HTTP ${answer.status}`];
  return failing.map((line) => line.replace(/^\[-\]/, ""));
}

async function getNode(api: KubernetesApi, node: string): Promise<NodeObject> {
  const answer = await api({ path: nodePath(node) });
  if (answer.status !== 200) throw refuse(`GET node ${node}`, answer);
  return NodeObject.parse(answer.body);
}

async function patchNode(
  api: KubernetesApi,
  node: string,
  unschedulable: boolean | null,
  mark: string | null,
): Promise<void> {
  const body = { metadata: { annotations: { [CORDON_ANNOTATION]: mark } }, spec: { unschedulable } };
  const answer = await api({ method: "PATCH", path: nodePath(node), body });
  if (answer.status !== 200) throw refuse(`PATCH node ${node}`, answer);
}

/** A node that already carries our mark keeps its first memory of how it was before. */
async function cordon(api: KubernetesApi, node: string, run: string): Promise<void> {
  const { metadata, spec } = await getNode(api, node);
  if (CORDON_ANNOTATION in metadata.annotations && spec.unschedulable) return;
  const mark: CordonMark = { run, priorUnschedulable: spec.unschedulable };
  await patchNode(api, node, true, metadata.annotations[CORDON_ANNOTATION] ?? JSON.stringify(mark));
}

async function uncordon(api: KubernetesApi, node: string): Promise<void> {
  const { metadata, spec } = await getNode(api, node);
  const mark = metadata.annotations[CORDON_ANNOTATION];
  if (mark === undefined) return;
  const { priorUnschedulable } = z.object({ priorUnschedulable: z.boolean() }).parse(JSON.parse(mark));
  await patchNode(api, node, priorUnschedulable ? spec.unschedulable : null, null);
}

/** Two budgets over one pod are an error 500 that no waiting mends: a person has to remove one. */
const hasTwoBudgets = ({ status, body }: ApiAnswer): boolean =>
  status === 500 && /more than one PodDisruptionBudget/.test(JSON.stringify(body));

async function evict(
  api: KubernetesApi,
  namespace: string,
  pod: string,
  grace?: number,
): Promise<EvictionAnswer> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/eviction`;
  const deleteOptions = grace === undefined ? {} : { deleteOptions: { gracePeriodSeconds: grace } };
  const body = {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name: pod, namespace },
    ...deleteOptions,
  };
  const answer = await api({ method: "POST", path, body });
  if (answer.status === 404) return { result: "gone" };
  if (answer.status === 200 || answer.status === 201) return { result: "accepted" };
  if (answer.status === 429 || hasTwoBudgets(answer))
    return { result: "refused", message: refuse(`evict ${namespace}/${pod}`, answer).message };
  throw refuse(`evict ${namespace}/${pod}`, answer);
}

async function readLock(api: KubernetesApi): Promise<LockState & { readonly resourceVersion?: string }> {
  const answer = await api({ path: `${LEASES}/${LOCK_NAME}` });
  if (answer.status === 404) return { holder: null, renewedAt: null, durationSeconds: 0 };
  if (answer.status !== 200) throw refuse("GET the lock", answer);
  const { metadata, spec } = LeaseObject.parse(answer.body);
  return {
    holder: spec.holderIdentity || null,
    renewedAt: spec.renewTime ?? null,
    durationSeconds: spec.leaseDurationSeconds ?? 0,
    ...(metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }),
  };
}

async function writeLock(
  api: KubernetesApi,
  holder: string,
  seconds: number,
  now: Date,
  resourceVersion?: string,
): Promise<boolean> {
  const body = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: LOCK_NAME,
      namespace: "kube-system",
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    // Lease times are MicroTime: six digits of a second.
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: seconds,
      renewTime: now.toISOString().replace("Z", "000Z"),
    },
  };
  const answer =
    resourceVersion === undefined
      ? await api({ method: "POST", path: LEASES, body })
      : await api({ method: "PUT", path: `${LEASES}/${LOCK_NAME}`, body });
  if (answer.status === 409) return false;
  if (answer.status !== 200 && answer.status !== 201) throw refuse("write the lock", answer);
  return true;
}

/** Compare-and-swap through resourceVersion: of two that try at once, one is told no. */
async function takeLock(
  api: KubernetesApi,
  holder: string,
  seconds: number,
  now: Date,
  previous: LockState,
): Promise<boolean> {
  const current = await readLock(api);
  if (current.holder !== previous.holder || current.renewedAt !== previous.renewedAt) return false;
  return writeLock(api, holder, seconds, now, current.resourceVersion);
}

async function releaseLock(api: KubernetesApi, holder: string): Promise<void> {
  const current = await readLock(api);
  if (current.holder === holder) await writeLock(api, "", 1, new Date(0), current.resourceVersion);
}

/** The Kubernetes API as the domain's `Cluster` port. */
export function openCluster(settings: KubernetesSettings): Cluster {
  const api = connectKubernetes(settings);
  return {
    ...clusterReads(api),
    serverVersion: () => serverVersion(api),
    unreadyChecks: () => unreadyChecks(api),
    cordon: (node, run) => cordon(api, node, run),
    uncordon: (node) => uncordon(api, node),
    evict: (namespace, pod, grace) => evict(api, namespace, pod, grace),
    lockState: () => readLock(api),
    takeLock: (holder, seconds, now, previous) => takeLock(api, holder, seconds, now, previous),
    releaseLock: (holder) => releaseLock(api, holder),
  };
}
