import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { labKubectl } from "./kubectl";
import { type LabPaths, packageRoot } from "./paths";
import type { Detail } from "./steps";

const Condition = z.object({ type: z.string(), status: z.string() });
const Running = z.object({ startedAt: z.iso.datetime() });
const Container = z.object({ state: z.object({ running: Running.optional() }) });
const Pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      spec: z.object({ nodeName: z.string().optional() }),
      status: z.object({
        phase: z.string().optional(),
        conditions: z.array(Condition).optional(),
        containerStatuses: z.array(Container).optional(),
      }),
    }),
  ),
});
type Pod = z.infer<typeof Pods>["items"][number];

const APPLY_WITHIN_MS = 30_000;
const WAIT_MS = 90_000;

/** The same workloads twice: for nodes that are simulated, and for nodes that run containers. */
const FOLDERS = { simulated: "lab/workloads", real: "lab/workloads-real" } as const;

/** Applies the lab's workloads, once in its life: what is changed later stays changed. */
export async function applyWorkloads(
  lab: LabPaths,
  nodes: keyof typeof FOLDERS = "simulated",
): Promise<void> {
  if (existsSync(lab.workloadsFile)) {
    return;
  }
  await applyPatiently(lab, join(packageRoot(__dirname, existsSync), FOLDERS[nodes]));
  writeFileSync(lab.workloadsFile, "");
}

/** A new namespace takes bare pods only when the controllers have given it its service account. */
async function applyPatiently(lab: LabPaths, folder: string): Promise<void> {
  const deadline = Date.now() + APPLY_WITHIN_MS;
  const apply = () => labKubectl(lab, ["apply", "--server-side", "--force-conflicts", "--kustomize", folder]);
  for (let done = false; !done; ) {
    done = await apply().then(
      () => true,
      (error: Error) => refuseAfter(deadline, error),
    );
  }
}

async function refuseAfter(deadline: number, error: Error): Promise<false> {
  if (Date.now() > deadline) {
    throw error;
  }
  await sleep(500);
  return false;
}

/** Nodes that have just been switched on: what ran on them before does not run any more. */
export interface SwitchedOn {
  /** Nothing of theirs began earlier. */
  readonly at: Date;
  readonly nodes: ReadonlySet<string>;
}

/**
 * Waits until every pod is Ready or has done its work. Until the kubelet of a node that was switched on has looked, the
 * API server has its pods as they were before: such a pod counts only once its containers have begun since.
 */
export async function waitForWorkloads(
  lab: LabPaths,
  detail: Detail,
  switchedOn?: SwitchedOn,
): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  const unready = () => unreadyPods(lab, switchedOn);
  for (let shown = "", waiting = await unready(); waiting.length > 0; waiting = await unready()) {
    const text = `waiting for ${waiting.length}: ${waiting.slice(0, 3).join(", ")}`;
    if (Date.now() > deadline) {
      throw new Error(`${text}; look with: lab ssh server-1 -- k3s kubectl get pods -A`);
    }
    if (text !== shown) {
      detail(text);
      shown = text;
    }
    await sleep(500);
  }
}

async function unreadyPods(lab: LabPaths, switchedOn: SwitchedOn | undefined): Promise<string[]> {
  const { items } = Pods.parse(JSON.parse(await labKubectl(lab, ["get", "pods", "-A", "-o", "json"])));
  const waiting = items.filter((pod) => !isSettled(pod, switchedOn));
  // The controllers may not have made the pods yet.
  return items.length === 0
    ? ["the first pods"]
    : waiting.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

function isSettled(pod: Pod, switchedOn: SwitchedOn | undefined): boolean {
  const { phase, conditions } = pod.status;
  if (phase === "Succeeded") return true;
  const ready = conditions?.find((condition) => condition.type === "Ready");
  return ready?.status === "True" && !isFromBefore(pod, switchedOn);
}

/** Kubernetes writes down the second only. */
function isFromBefore({ spec, status }: Pod, switchedOn: SwitchedOn | undefined): boolean {
  if (switchedOn === undefined || !switchedOn.nodes.has(spec.nodeName ?? "")) return false;
  const earliest = Math.floor(switchedOn.at.getTime() / 1000) * 1000;
  const begun = (status.containerStatuses ?? []).flatMap(({ state }) => state.running?.startedAt ?? []);
  return begun.some((at) => Date.parse(at) < earliest);
}
