import type { Access, AccessRule } from "./access";
import { LABELS, NAME } from "./names";

const API = "rbac.authorization.k8s.io";

const account = (namespace: string) => ({ kind: "ServiceAccount", name: NAME, namespace });

/** Who the pod is. Only the pod itself gets a token. */
export const serviceAccount = (namespace: string) => ({
  apiVersion: "v1" as const,
  kind: "ServiceAccount" as const,
  metadata: { name: NAME, namespace, labels: LABELS },
  automountServiceAccountToken: false,
});

export const clusterRole = (rules: AccessRule[]) => ({
  apiVersion: `${API}/v1` as const,
  kind: "ClusterRole" as const,
  metadata: { name: NAME, labels: LABELS },
  rules,
});

export const clusterRoleBinding = (namespace: string) => ({
  apiVersion: `${API}/v1` as const,
  kind: "ClusterRoleBinding" as const,
  metadata: { name: NAME, labels: LABELS },
  roleRef: { apiGroup: API, kind: "ClusterRole", name: NAME },
  subjects: [account(namespace)],
});

const role = ({ namespace, rules }: Access["within"][number]) => ({
  apiVersion: `${API}/v1` as const,
  kind: "Role" as const,
  metadata: { name: NAME, namespace, labels: LABELS },
  rules,
});

const roleBinding = (within: string, namespace: string) => ({
  apiVersion: `${API}/v1` as const,
  kind: "RoleBinding" as const,
  metadata: { name: NAME, namespace: within, labels: LABELS },
  roleRef: { apiGroup: API, kind: "Role", name: NAME },
  subjects: [account(namespace)],
});

/** A role and its binding for each namespace that something is read in. */
export const roles = (within: Access["within"], namespace: string) =>
  within.map((it) => ({ role: role(it), binding: roleBinding(it.namespace, namespace) }));
