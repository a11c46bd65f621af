import { setTimeout as sleep } from "node:timers/promises";
import { faultClear, faultInject } from "../../lab/faults/faults";
import { labPaths } from "../../lab/paths";
import type { Project } from "../e2e/helpers/project";

/** In this very process: a command of its own would come seconds after the moment that it is to strike. */
export const inject = (
  project: Project,
  fault: string,
  target: string,
  params: Readonly<Record<string, string>> = {},
) => faultInject(labPaths("default", project.dir), fault, target, params);

export const clearFaults = (project: Project) => faultClear(labPaths("default", project.dir), "all");

const kubectl = (project: Project, ...words: string[]): Promise<string> =>
  project.must("lab", "ssh", "server-1", "--", `k3s kubectl ${words.join(" ")}`);

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: { readonly replicas?: number };
  readonly status: {
    readonly readyReplicas?: number;
    readonly numberReady?: number;
    readonly desiredNumberScheduled?: number;
  };
}

const nameOf = ({ kind, metadata: { namespace, name } }: Workload): string => `${kind} ${namespace}/${name}`;
const readyOf = ({ status }: Workload): number => status.readyReplicas ?? status.numberReady ?? 0;
const wantedOf = ({ spec, status }: Workload): number => status.desiredNumberScheduled ?? spec.replicas ?? 0;

async function workloads(project: Project): Promise<Workload[]> {
  const text = await kubectl(project, "get", "deployments,statefulsets,daemonsets", "-A", "-o", "json");
  return (JSON.parse(text) as { items: Workload[] }).items;
}

/** `Deployment shop/web` -> ready replicas, as the API server counts them. */
export async function readyWorkloads(project: Project): Promise<Record<string, number>> {
  return Object.fromEntries((await workloads(project)).map((it) => [nameOf(it), readyOf(it)]));
}

/** A node that is Ready again has pods that are not yet, and an update does not begin before they are. */
export async function waitForWorkloads(project: Project): Promise<void> {
  for (const deadline = Date.now() + 120_000; ; await sleep(1_000)) {
    const missing = (await workloads(project)).filter((it) => readyOf(it) < wantedOf(it)).map(nameOf);
    if (missing.length === 0) return;
    if (Date.now() > deadline) throw new Error(`not ready: ${missing.join(", ")}`);
  }
}

/** A server that boots has its SSH server first; its API server refuses everybody for some seconds more. */
export async function waitForReady(project: Project, node: string, state = "True"): Promise<string> {
  const condition = `--for=condition=Ready=${state}`;
  for (const deadline = Date.now() + 120_000; ; await sleep(500)) {
    try {
      return await kubectl(project, "wait", condition, `node/${node}`, "--timeout=120s");
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
