/** Findings of a look that missed a side: what was not seen has no component that could be called unknown. */
export const UNSEEN_CODES: ReadonlySet<string> = new Set([
  "CLUSTER_UNKNOWN",
  "CLUSTER_PART_UNKNOWN",
  "GIT_UNKNOWN",
]);
