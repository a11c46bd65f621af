import { blocker, type CodeEntry, warning } from "./entry";

/** The health checks after a node and at the end of a run. */
export const HEALTH_CODES = {
  API_NOT_READY: blocker("The API server is not ready", "look at the server's log: journalctl -u k3s."),
  API_VERSION: blocker("The API server reports another version", "check which server the kubeconfig names."),
  API_SERVICE_DOWN: blocker("An APIService does not answer", "look at the service behind it."),
  NODE_VERSION: blocker("A node runs another version", "run gitops-update up to finish the upgrade."),
  WEBHOOK_DOWN: blocker("An admission webhook has nobody behind it", "look at the pods behind its service."),
  SERVICE_EMPTY: blocker("A service has no ready endpoint", "look at the pods that it selects."),
  DNS_DOWN: blocker("The cluster DNS does not answer", "look at the pods of kube-dns."),
  WORKLOAD_NOT_READY: blocker("A workload is worse than before the run", "look at its pods."),
  WORKLOAD_GONE: warning("A workload of before the run is gone", "find out who deleted it."),
} as const satisfies Record<string, CodeEntry>;
