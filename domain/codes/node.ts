import { blocker, type CodeEntry, info, warning, yielding } from "./entry";

/** One node or its host. */
export const NODE_CODES = {
  NODE_UNREACHABLE: blocker(
    "A node's host does not answer over SSH",
    "check the host, its name and its key.",
  ),
  NODE_NOT_READY: blocker("A node is not Ready", "look at kubectl describe node."),
  NODE_STALE: warning("A node's heartbeat is old", "check that its k3s is running."),
  NODE_CORDONED: yielding(
    "Somebody else cordoned a node",
    "uncordon it, or acknowledge NODE_CORDONED to leave it cordoned.",
  ),
  NODE_WITHOUT_HOST: blocker(
    "A node of the cluster has no host entry",
    "add it under gitops-updates:cluster.nodes.",
  ),
  HOST_WITHOUT_NODE: warning(
    "A host entry has no node in the cluster",
    "correct its name or remove the entry.",
  ),
  ARCH_MISMATCH: blocker(
    "Host and node name different architectures",
    "check that the host entry is this node's.",
  ),
  ASSET_UNKNOWN: blocker(
    "The release file's digest is not known",
    "run again when the release source answers; nothing is touched without a digest.",
  ),
  ASSET_MISSING: blocker("There is no release file for an architecture", "choose a release that has one."),
  DIGEST_MISMATCH: blocker(
    "A release file differs from its pinned digest",
    "find out why before anything is installed.",
  ),
  DISK_FULL: blocker("Not enough disk space", "free space on the node."),
  CLOCK_SKEW: warning("A node's clock is off", "check its time synchronisation."),
  CGROUP_V1: yielding(
    "A host uses cgroup v1, which the kubelet refuses from 1.35",
    "boot the host with cgroup v2.",
  ),
  BINARY_NOT_RUNNING: info("The k3s file on disk is not the one that runs"),
  SERVICE_UNSTABLE: blocker("A node's k3s service is not running steadily", "look at its log."),
  ETCD_NOT_VOTER: blocker(
    "A server is no voting etcd member",
    "wait until a learner is promoted; bring a member that is down back.",
  ),
} as const satisfies Record<string, CodeEntry>;
