/** Minor of 1.x, API version, kinds. */
export type Introduction = readonly [minor: number, api: string, kinds: string];

/**
 * Since when Kubernetes serves what replaces its removed APIs (`domain/removals.ts`). Only stable versions: others are
 * off unless somebody turned them on, so nothing may be rewritten to them without asking. Facts from the lifecycle marks
 * in https://github.com/kubernetes/api; of definitions and API services from
 * https://kubernetes.io/docs/reference/using-api/deprecation-guide/.
 */
export const INTRODUCTIONS: readonly Introduction[] = [
  [6, "storage.k8s.io/v1", "StorageClass"],
  [7, "networking.k8s.io/v1", "NetworkPolicy"],
  [8, "rbac.authorization.k8s.io/v1", "ClusterRole ClusterRoleBinding Role RoleBinding"],
  [9, "apps/v1", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"],
  [10, "apiregistration.k8s.io/v1", "APIService"],
  [13, "storage.k8s.io/v1", "VolumeAttachment"],
  [14, "coordination.k8s.io/v1", "Lease"],
  [14, "scheduling.k8s.io/v1", "PriorityClass"],
  [16, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration ValidatingWebhookConfiguration"],
  [16, "apiextensions.k8s.io/v1", "CustomResourceDefinition"],
  [17, "storage.k8s.io/v1", "CSINode"],
  [18, "storage.k8s.io/v1", "CSIDriver"],
  [19, "certificates.k8s.io/v1", "CertificateSigningRequest"],
  [19, "events.k8s.io/v1", "Event"],
  [19, "networking.k8s.io/v1", "Ingress IngressClass"],
  [20, "node.k8s.io/v1", "RuntimeClass"],
  [21, "batch/v1", "CronJob"],
  [21, "discovery.k8s.io/v1", "EndpointSlice"],
  [21, "policy/v1", "PodDisruptionBudget"],
  [23, "autoscaling/v2", "HorizontalPodAutoscaler"],
  [24, "storage.k8s.io/v1", "CSIStorageCapacity"],
  [29, "flowcontrol.apiserver.k8s.io/v1", "FlowSchema PriorityLevelConfiguration"],
  [30, "admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding"],
  [33, "networking.k8s.io/v1", "IPAddress ServiceCIDR"],
  [34, "resource.k8s.io/v1", "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice"],
  [34, "storage.k8s.io/v1", "VolumeAttributesClass"],
  [36, "admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding"],
  [37, "certificates.k8s.io/v1", "ClusterTrustBundle"],
  [37, "storagemigration.k8s.io/v1", "StorageVersionMigration"],
];
