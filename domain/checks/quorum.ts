import type { NodeFacts } from "../facts";
import type { Finding } from "../finding";
import { finding } from "../finding-codes";
import type { PreflightCheck } from "./context";

const votes = ({ ready, etcdVoter }: NodeFacts): boolean => ready && etcdVoter !== false;

/** An outage that is not to be avoided: said when it is accepted, a blocker when it is not. */
function outage(message: string, allowed: boolean): Finding[] {
  return [finding(allowed ? "API_OUTAGE" : "API_OUTAGE_REFUSED", "kubernetes api", message)];
}

function etcdQuorum(servers: readonly NodeFacts[], allowed: boolean): Finding[] {
  const count = servers.length;
  const majority = Math.floor(count / 2) + 1;
  const healthy = servers.filter(votes).length;
  const even = `${count} servers tolerate the loss of ${count - majority}, as ${count - 1} would`;
  const odd = count % 2 === 1 ? [] : [finding("EVEN_SERVERS", "etcd", even)];
  if (count === 2) return [...odd, ...outage("two servers lose their quorum while one restarts", allowed)];
  if (healthy - 1 >= majority) return odd;
  const message = `${healthy} of ${count} members are healthy; ${majority} must be while one more restarts`;
  return [...odd, finding("QUORUM_AT_RISK", "etcd", message)];
}

/**
 * Servers restart one by one; with etcd a majority of all members must stay. A single server has nobody to answer
 * for it meanwhile, which is accepted unless `policy.allowApiOutage` says no. Nothing is at risk where only agents are
 * behind; on the way back, whose datastore may have to be put back, every server counts.
 */
export const quorum: PreflightCheck = ({ inventory, config, target, rollback = false }) => {
  const servers = inventory.cluster.nodes.filter(({ role }) => role === "server");
  if (!rollback && servers.every(({ version }) => version === target)) return [];
  const { allowApiOutage } = config.policy;
  if (servers.length === 1) {
    return outage("the only server restarts, so the API is away meanwhile", allowApiOutage ?? true);
  }
  const etcd = servers.some(({ etcdVoter }) => etcdVoter !== null);
  return etcd ? etcdQuorum(servers, allowApiOutage ?? false) : [];
};
