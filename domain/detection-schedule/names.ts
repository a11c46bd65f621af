/** Name of every object of the schedule. */
export const NAME = "gitops-updates-detect";

export const LABELS = { "app.kubernetes.io/name": "gitops-updates", "app.kubernetes.io/component": "detect" };
