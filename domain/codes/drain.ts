import { blocker, type CodeEntry, warning, yielding } from "./entry";

/** What emptying a node does. */
export const DRAIN_CODES = {
  BARE_POD: yielding(
    "A pod without controller would be lost",
    "move it under a controller, or set policy.drain.evictBarePods.",
  ),
  LOCAL_STORAGE: warning("Pods lose the content of their emptyDir", "make sure that it may go."),
  LOCAL_STORAGE_REFUSED: blocker(
    "Pods with emptyDir are not to be evicted",
    "set policy.drain.deleteEmptyDir to true, or move them by hand.",
  ),
  BUDGET_BLOCKS: yielding(
    "A PodDisruptionBudget does not let the drain finish",
    "make its pods healthy, raise the replicas or relax the budget.",
  ),
  WORKLOAD_DOWN: warning("A workload has no replica elsewhere and is down meanwhile", "raise its replicas."),
  NOWHERE_TO_GO: warning(
    "There is no other node for evicted pods",
    "expect them to wait until the node is back.",
  ),
} as const satisfies Record<string, CodeEntry>;
