import { blocker, type CodeEntry, info, warning, yielding } from "./entry";

/** The cluster as a whole. */
export const CLUSTER_CODES = {
  FOREIGN_UPDATER: yielding("Another updater is at work", "stop it, or it will work against this run."),
  QUORUM_AT_RISK: blocker("Restarting a server would lose etcd's quorum", "bring all servers back first."),
  EVEN_SERVERS: warning("An even number of etcd servers", "add or remove one; even numbers add no safety."),
  API_OUTAGE: info("The Kubernetes API is down while the server restarts"),
  API_OUTAGE_REFUSED: blocker(
    "The upgrade needs an outage of the Kubernetes API",
    "set policy.allowApiOutage to true.",
  ),
  WORKLOAD_UNHEALTHY: warning("A workload is unhealthy before the start", "look at its pods."),
  SYSTEM_UNHEALTHY: yielding(
    "A system workload is unhealthy before the start",
    "look at kube-system's pods.",
  ),
  REMOVED_API: yielding(
    "Objects use an API that the target no longer serves",
    "write them through the replacement first.",
  ),
} as const satisfies Record<string, CodeEntry>;
