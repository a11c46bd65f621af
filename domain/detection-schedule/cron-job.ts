import type { DetectionSchedule } from "../config/detection-schedule";
import { LABELS, NAME } from "./names";
import { POD_STACK, STATE } from "./stack-file";

const CONFIG = "/config";
/** The user `node` of Node's own images. */
const USER = 1000;
/** A look takes a minute; one that takes this long hangs. */
const LONGEST_SECONDS = 1800;

const container = ({ image, environmentFrom }: DetectionSchedule) => ({
  name: "detect",
  image,
  args: ["--cwd", CONFIG, "--stack", POD_STACK, "detect", "--since-last"],
  env: [
    { name: "HOME", value: "/tmp" },
    { name: "NO_COLOR", value: "1" },
  ],
  ...(environmentFrom === undefined ? {} : { envFrom: [{ secretRef: { name: environmentFrom } }] }),
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
  // Indexes of charts have megabytes; no limit of the processor, which would only make it slow.
  resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "1Gi" } },
  volumeMounts: [
    { name: "config", mountPath: CONFIG, readOnly: true },
    { name: "state", mountPath: STATE },
    { name: "tmp", mountPath: "/tmp" },
  ],
});

/** One look, as a pod that the restricted profile of Pod Security admits. */
export const podSpec = (schedule: DetectionSchedule) => ({
  serviceAccountName: NAME,
  automountServiceAccountToken: true,
  restartPolicy: "Never",
  securityContext: {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    fsGroup: USER,
    seccompProfile: { type: "RuntimeDefault" },
  },
  containers: [container(schedule)],
  volumes: [
    { name: "config", configMap: { name: NAME } },
    { name: "state", persistentVolumeClaim: { claimName: NAME } },
    { name: "tmp", emptyDir: { sizeLimit: "1Gi" } },
  ],
});

/** Looks at its times, one look at a time; a look that is missed by an hour is left to the next one. */
export const cronJob = (schedule: DetectionSchedule) => ({
  apiVersion: "batch/v1" as const,
  kind: "CronJob" as const,
  metadata: { name: NAME, namespace: schedule.namespace, labels: LABELS },
  spec: {
    schedule: schedule.schedule,
    timeZone: schedule.timeZone,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 3600,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      metadata: { labels: LABELS },
      spec: {
        backoffLimit: 1,
        activeDeadlineSeconds: LONGEST_SECONDS,
        template: { metadata: { labels: LABELS }, spec: podSpec(schedule) },
      },
    },
  },
});
