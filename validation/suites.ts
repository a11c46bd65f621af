import { apiServer } from "./checks/api-server";
import { apiVersion } from "./checks/api-version";
import { apiServices, webhooks } from "./checks/extensions";
import { nodesAtTarget } from "./checks/nodes-at-target";
import { clusterDns, serviceEndpoints } from "./checks/services";
import { systemWorkloads, workloads } from "./checks/workloads";
import type { Check } from "./types";

/** What must hold after each node, read aloud in order. */
export const afterNode: readonly Check[] = [apiServer, systemWorkloads, workloads];

/** What must hold at the end of a run, and what `gitops-update validate` shows. */
export const afterCluster: readonly Check[] = [
  apiServer,
  apiVersion,
  nodesAtTarget,
  systemWorkloads,
  workloads,
  apiServices,
  webhooks,
  serviceEndpoints,
  clusterDns,
];
