import { apiServer } from "./checks/api-server";
import { apiVersion } from "./checks/api-version";
import { dns, dnsProbe } from "./checks/dns";
import { apiServices, webhooks } from "./checks/extensions";
import { ingress, ingressProbe } from "./checks/ingress";
import { nodePort, nodePortProbe } from "./checks/node-port";
import { nodesAtTarget } from "./checks/nodes-at-target";
import { service, serviceProbe } from "./checks/service";
import { clusterDns, serviceEndpoints } from "./checks/services";
import { storage, storageProbe } from "./checks/storage";
import { systemWorkloads, workloads } from "./checks/workloads";
import type { Probe } from "./probes/probe";
import type { Check } from "./types";

/** What is measured before the run, so that only what got worse counts. */
export const PROBES: readonly Probe[] = [dnsProbe, serviceProbe, nodePortProbe, ingressProbe, storageProbe];

const probes: readonly Check[] = [dns, service, nodePort, ingress, storage];

/** What must hold after each node, read aloud in order; the probes are sent from that node. */
export const afterNode: readonly Check[] = [apiServer, systemWorkloads, workloads, ...probes];

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
  ...probes,
];
