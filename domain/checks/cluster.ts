import type { WorkloadFacts } from "../facts";
import { finding } from "../finding-codes";
import { compareK3s, parseK3sVersion, sortK3s } from "../k3s-version";
import type { PreflightCheck } from "./context";

export const foreignUpdaters: PreflightCheck = ({ inventory }) =>
  inventory.cluster.foreignUpdaters.map((sentence) => finding("FOREIGN_UPDATER", "cluster", sentence));

const nameOf = ({ kind, namespace, name }: WorkloadFacts): string => `${kind} ${namespace}/${name}`;

/** What is broken before is not held against the upgrade, but a broken kube-system breaks upgrades. */
export const workloads: PreflightCheck = ({ inventory }) =>
  inventory.cluster.workloads
    .filter(({ ready, desired }) => ready < desired)
    .map((workload) => {
      const code = workload.namespace === "kube-system" ? "SYSTEM_UNHEALTHY" : "WORKLOAD_UNHEALTHY";
      return finding(code, nameOf(workload), `${workload.ready} of ${workload.desired} replicas are ready`);
    });

/** Kubelets newer than an API server are unsupported, yet found where a server was set up anew. */
export const newerAgents: PreflightCheck = ({ inventory: { cluster } }) => {
  const servers = cluster.nodes.filter(({ role }) => role === "server");
  const lowest = sortK3s(servers.map(({ version }) => version))[0];
  if (lowest === undefined) return [];
  const newer = ({ version }: { version: string }): boolean =>
    parseK3sVersion(version).minor > parseK3sVersion(lowest).minor;
  return cluster.nodes
    .filter((node) => node.role === "agent" && newer(node))
    .map(({ name, version }) =>
      finding("AGENT_NEWER", `node ${name}`, `runs ${version}, a server still runs ${lowest}`),
    );
};

export const mixedVersions: PreflightCheck = ({ inventory: { cluster } }) => {
  const versions = sortK3s([...new Set(cluster.nodes.map(({ version }) => version))]);
  const [lowest, highest] = [versions[0], versions.at(-1)];
  if (lowest === undefined || highest === undefined || compareK3s(lowest, highest) === 0) return [];
  return [finding("MIXED_VERSIONS", "cluster", `nodes run ${versions.join(", ")}`)];
};
