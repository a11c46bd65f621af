import type { z } from "zod";
import type {
  BudgetFacts,
  NodeFacts,
  NodeRole,
  OwnerRef,
  PodFacts,
  WorkloadFacts,
} from "../../../domain/facts";
import type { BudgetObject, LeaseObject, NodeObject, PodObject, WorkloadObject } from "./answers";

/** Foreign objects into the words of the domain; pure, so every oddity has a table test. */

const SERVER_LABELS = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

const roleOf = ({ metadata }: NodeObject): NodeRole =>
  SERVER_LABELS.some((label) => label in metadata.labels) ? "server" : "agent";

function etcdVoter({ status }: NodeObject): boolean | null {
  const condition = status.conditions.find(({ type }) => type === "EtcdIsVoter");
  return condition === undefined ? null : condition.status === "True";
}

export function nodeFacts(node: NodeObject, lease: LeaseObject | undefined): NodeFacts {
  return {
    name: node.metadata.name,
    role: roleOf(node),
    version: node.status.nodeInfo.kubeletVersion,
    ready: node.status.conditions.some(({ type, status }) => type === "Ready" && status === "True"),
    unschedulable: node.spec.unschedulable,
    arch: node.status.nodeInfo.architecture,
    leaseRenewedAt: lease?.spec.renewTime ?? null,
    etcdVoter: etcdVoter(node),
    internalIps: (node.status.addresses ?? [])
      .filter(({ type }) => type === "InternalIP")
      .map(({ address }) => address),
    annotations: node.metadata.annotations,
  };
}

/** A ReplicaSet `web-5d8f9c` of pods labelled with that hash belongs to the Deployment `web`. */
function controllerOf({ metadata }: PodObject): OwnerRef | null {
  const owner = metadata.ownerReferences.find(({ controller }) => controller === true);
  if (owner === undefined) return null;
  const hash = metadata.labels["pod-template-hash"];
  if (owner.kind !== "ReplicaSet" || hash === undefined || !owner.name.endsWith(`-${hash}`)) {
    return { kind: owner.kind, name: owner.name };
  }
  return { kind: "Deployment", name: owner.name.slice(0, -hash.length - 1) };
}

export function podFacts(pod: PodObject): PodFacts {
  return {
    namespace: pod.metadata.namespace,
    name: pod.metadata.name,
    node: pod.spec.nodeName,
    labels: pod.metadata.labels,
    owner: controllerOf(pod),
    phase: pod.status.phase,
    ready: pod.status.conditions.some(({ type, status }) => type === "Ready" && status === "True"),
    localStorage: pod.spec.volumes.some(({ emptyDir }) => emptyDir !== undefined && emptyDir !== null),
    mirror: "kubernetes.io/config.mirror" in pod.metadata.annotations,
  };
}

export function budgetFacts({ metadata, spec, status }: z.infer<typeof BudgetObject>): BudgetFacts {
  const { namespace, name } = metadata;
  const { disruptedPods, ...counts } = status;
  return {
    namespace,
    name,
    selector: spec.selector ?? null,
    ...counts,
    goingPods: Object.keys(disruptedPods ?? {}).sort(),
  };
}

export function workloadFacts(kind: WorkloadFacts["kind"]) {
  return ({ metadata, spec, status }: z.infer<typeof WorkloadObject>): WorkloadFacts => ({
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    desired: kind === "DaemonSet" ? status.desiredNumberScheduled : (spec.replicas ?? 1),
    ready: kind === "DaemonSet" ? status.numberReady : status.readyReplicas,
  });
}
