import { faultClear, faultInject } from "../../../lab/faults/faults";
import { labPaths } from "../../../lab/paths";
import { realNodesAbility } from "../../../lab/real/parts";
import type { Project } from "./project";

/** Jest decides before anything runs what is skipped, so the tests of real nodes ask at their own beginning. */
export async function whyNotReal(): Promise<string | undefined> {
  const { possible, reason } = await realNodesAbility();
  return possible ? undefined : reason;
}

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
  readonly status: { readonly readyReplicas?: number; readonly numberReady?: number };
}

/** `Deployment shop/web` -> ready replicas, as the API server counts them. */
export async function readyWorkloads(project: Project): Promise<Record<string, number>> {
  const text = await kubectl(project, "get", "deployments,statefulsets,daemonsets", "-A", "-o", "json");
  const { items } = JSON.parse(text) as { items: Workload[] };
  return Object.fromEntries(
    items.map(({ kind, metadata: { namespace, name }, status }) => [
      `${kind} ${namespace}/${name}`,
      status.readyReplicas ?? status.numberReady ?? 0,
    ]),
  );
}

export const waitForReady = (project: Project, node: string, state = "True"): Promise<string> =>
  kubectl(project, "wait", `--for=condition=Ready=${state}`, `node/${node}`, "--timeout=120s");
