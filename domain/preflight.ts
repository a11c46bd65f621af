import { foreignUpdaters, mixedVersions, newerAgents, workloads } from "./checks/cluster";
import type { PreflightCheck, PreflightInput } from "./checks/context";
import { architectures, binaries, cgroups, clocks, diskSpace, services } from "./checks/hosts";
import { foreignCordons, hostsAndNodes, learners, notReady, stale, unreachable } from "./checks/nodes";
import { quorum } from "./checks/quorum";
import type { Finding } from "./finding";
import { acknowledge, type FindingCode } from "./finding-codes";

export type { PreflightInput } from "./checks/context";

/** What must hold before the first node is touched, read aloud in order. */
const CHECKS: readonly PreflightCheck[] = [
  unreachable,
  notReady,
  stale,
  foreignCordons,
  hostsAndNodes,
  learners,
  quorum,
  architectures,
  diskSpace,
  clocks,
  cgroups,
  services,
  binaries,
  foreignUpdaters,
  workloads,
  mixedVersions,
  newerAgents,
];

/** What a rollback is there to repair, or makes no worse. */
const HEALTH: readonly FindingCode[] = [
  "NODE_NOT_READY",
  "SERVICE_UNSTABLE",
  "SYSTEM_UNHEALTHY",
  "ETCD_NOT_VOTER",
  "QUORUM_AT_RISK",
  "API_OUTAGE_REFUSED",
];

const soften = (found: Finding): Finding =>
  HEALTH.some((code) => code === found.code) ? { ...found, severity: "warning" } : found;

/** Judges the observed facts; what the operator acknowledged comes out as a warning. */
export function preflight(input: PreflightInput): Finding[] {
  const all = CHECKS.flatMap((check) => check(input));
  const found = input.rollback === true ? all.map(soften) : all;
  return acknowledge(found, input.config.policy.acknowledge);
}
