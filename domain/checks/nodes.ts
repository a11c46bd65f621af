import { isForeignCordon } from "../cordon";
import { finding } from "../finding-codes";
import type { PreflightCheck } from "./context";

/** k3s renews a node's Lease every 10 s and gives up after 40 s. */
const STALE_MS = 60_000;

export const unreachable: PreflightCheck = ({ inventory }) =>
  inventory.unreachable.map(({ node, reason }) => finding("NODE_UNREACHABLE", `node ${node}`, reason));

export const notReady: PreflightCheck = ({ inventory }) =>
  inventory.cluster.nodes
    .filter(({ ready }) => !ready)
    .map(({ name }) => finding("NODE_NOT_READY", `node ${name}`, "is not Ready"));

/** Ready is only as true as the last heartbeat: a node that was switched off stays Ready for a while. */
export const stale: PreflightCheck = ({ inventory: { cluster } }) => {
  const now = Date.parse(cluster.takenAt);
  return cluster.nodes.flatMap(({ name, ready, leaseRenewedAt }) => {
    if (!ready || leaseRenewedAt === null || now - Date.parse(leaseRenewedAt) <= STALE_MS) return [];
    return [finding("NODE_STALE", `node ${name}`, `sent its last heartbeat at ${leaseRenewedAt}`)];
  });
};

export const foreignCordons: PreflightCheck = ({ inventory }) =>
  inventory.cluster.nodes
    .filter(isForeignCordon)
    .map(({ name }) => finding("NODE_CORDONED", `node ${name}`, "was cordoned by somebody else"));

export const hostsAndNodes: PreflightCheck = ({ inventory, config }) => {
  const nodes = inventory.cluster.nodes.map(({ name }) => name);
  const hosts = new Set(config.cluster.nodes.map(({ name }) => name));
  const without = nodes.filter((name) => !hosts.has(name));
  const strangers = [...hosts].filter((name) => !nodes.includes(name));
  return [
    ...without.map((name) => finding("NODE_WITHOUT_HOST", `node ${name}`, "has no host entry")),
    ...strangers.map((name) => finding("HOST_WITHOUT_NODE", `host ${name}`, "is no node of this cluster")),
  ];
};

/** A member that is still copying the data has no vote: it does not count when another one restarts. */
export const learners: PreflightCheck = ({ inventory }) =>
  inventory.cluster.nodes
    .filter(({ etcdVoter }) => etcdVoter === false)
    .map(({ name }) =>
      finding(
        "ETCD_NOT_VOTER",
        `node ${name}`,
        "has an etcd member that does not vote: it is a learner, or it is not healthy",
      ),
    );
