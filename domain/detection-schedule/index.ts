import type { StackConfig } from "../config";
import type { DetectionSchedule } from "../config/detection-schedule";
import { detectionAccess } from "./access";
import { cronJob } from "./cron-job";
import { LABELS, NAME } from "./names";
import { clusterRole, clusterRoleBinding, roles, serviceAccount } from "./rbac";
import { podFiles } from "./stack-file";

/** Pods that ask for more than the restricted profile do not start here. */
const namespaceOf = ({ namespace }: DetectionSchedule) => ({
  apiVersion: "v1" as const,
  kind: "Namespace" as const,
  metadata: { name: namespace, labels: { ...LABELS, "pod-security.kubernetes.io/enforce": "restricted" } },
});

const configMap = (namespace: string, data: Record<string, string>) => ({
  apiVersion: "v1" as const,
  kind: "ConfigMap" as const,
  metadata: { name: NAME, namespace, labels: LABELS },
  data,
});

const claim = ({ namespace, volume, storageClass }: DetectionSchedule) => ({
  apiVersion: "v1" as const,
  kind: "PersistentVolumeClaim" as const,
  metadata: {
    name: NAME,
    namespace,
    labels: LABELS,
    // Many classes bind a volume when the first pod comes, which may be tomorrow morning.
    annotations: { "pulumi.com/skipAwait": "true" },
  },
  spec: {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: volume } },
    ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
  },
});

/** Every object of the schedule, as the API server takes them; `null` when there is to be none. */
export function detectionObjects(config: StackConfig) {
  const schedule = config.detection.inCluster;
  if (schedule === undefined) return null;
  const { namespace } = schedule;
  const access = detectionAccess(schedule);
  return {
    namespace: schedule.createNamespace ? namespaceOf(schedule) : null,
    serviceAccount: serviceAccount(namespace),
    clusterRole: clusterRole(access.everywhere),
    clusterRoleBinding: clusterRoleBinding(namespace),
    roles: roles(access.within, namespace),
    configMap: configMap(namespace, podFiles(config)),
    claim: claim(schedule),
    cronJob: cronJob(schedule),
  };
}
export type DetectionObjects = NonNullable<ReturnType<typeof detectionObjects>>;
