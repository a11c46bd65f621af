import { blocked } from "./errors";
import type { RollbackNode } from "./rollback-steps";

function refuse(found: string, next: string): Error {
  return blocked("BACKUP_OTHER_NODES", found, next);
}

/**
 * The nodes of a backup that go back. An agent that has left the cluster since is left out. A node that joined since
 * keeps no older file, and would stay newer than its servers, which Kubernetes does not support; a server that is gone
 * takes the place of its datastore with it.
 * @param configured names of the nodes that the cluster has today
 * @throws BACKUP_OTHER_NODES before anything is touched
 */
export function nodesGoingBack<Node extends RollbackNode>(
  nodes: readonly Node[],
  configured: readonly string[],
): Node[] {
  const joined = configured.filter((name) => !nodes.some(({ node }) => node === name));
  if (joined.length > 0) {
    const next =
      "take them out of the cluster and of gitops-updates:cluster.nodes, go back, and join them again.";
    throw refuse(`the backup does not know ${joined.join(", ")}, joined since.`, next);
  }
  const gone = nodes.filter(({ node }) => !configured.includes(node));
  const servers = gone.filter(({ role }) => role === "server").map(({ node }) => node);
  if (servers.length > 0) {
    const next = "add them to gitops-updates:cluster.nodes, or go back by hand: docs/rollback.md.";
    throw refuse(`the backup is one of server ${servers.join(", ")}, which the cluster has no more.`, next);
  }
  return nodes.filter((node) => !gone.includes(node));
}
