import { blocker, type CodeEntry } from "./entry";

/** What is measured from the nodes: names, services, ingresses, volumes. */
export const PROBE_CODES = {
  SSH_FORWARDING: blocker(
    "A node's SSH server carries no streams",
    "set AllowTcpForwarding yes in its sshd_config, or switch the probes off.",
  ),
  DNS_UNANSWERED: blocker(
    "The cluster DNS does not answer from a node",
    "look at k3s' log on that node, then at the pods of kube-dns.",
  ),
  DNS_WRONG: blocker(
    "The cluster DNS gives the API server's name another address",
    "compare CoreDNS' configuration with k3s' --cluster-domain and --cluster-dns.",
  ),
  SERVICE_UNREACHABLE: blocker(
    "A service with ready endpoints accepts no connection",
    "look at its target port and at the network plugin.",
  ),
  NODE_ISOLATED: blocker(
    "Services that answer elsewhere do not answer from a node",
    "look at kube-proxy and the network plugin in k3s' log on that node.",
  ),
  NODE_PORT_CLOSED: blocker(
    "A node port does not answer on a node",
    "look at kube-proxy in k3s' log on that node and at its firewall.",
  ),
  INGRESS_BROKEN: blocker(
    "An ingress rule does not reach its application",
    "look at the ingress controller's log and at the pods behind the rule.",
  ),
  INGRESS_LOST: blocker(
    "An ingress rule that answered before is not found any more",
    "look whether the ingress controller still reads this ingress.",
  ),
  VOLUME_UNBOUND: blocker("A claim that is wanted has no volume", "look at kubectl describe pvc."),
  VOLUME_NOT_ATTACHED: blocker(
    "A volume cannot be attached to its node",
    "look at kubectl describe volumeattachment and at the storage driver.",
  ),
  VOLUME_NOT_MOUNTED: blocker(
    "A running pod's volume is not mounted",
    "look at the storage driver on that node, then let the pod be recreated.",
  ),
  VOLUME_READ_ONLY: blocker(
    "A volume that pods write to is read-only",
    "look for input/output errors in the node's kernel log, mend the volume, then let the pod be recreated.",
  ),
  VOLUME_FULL: blocker("A volume is full", "free space in it or make it larger."),
} as const satisfies Record<string, CodeEntry>;
