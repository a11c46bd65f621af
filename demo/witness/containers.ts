import { z } from "zod";
import { labKubectl } from "../../lab/kubectl";
import type { LabPaths } from "../../lab/paths";

const Pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        ownerReferences: z.array(z.object({ kind: z.string() })).default([]),
      }),
      status: z.object({
        containerStatuses: z.array(z.object({ containerID: z.string().default("") })).default([]),
      }),
    }),
  ),
});

/** Ids of the containers that a drain leaves alone, so that they have to live through the restart of their node's k3s. */
export async function daemonContainers(lab: LabPaths): Promise<string[]> {
  const { items } = Pods.parse(JSON.parse(await labKubectl(lab, ["get", "pods", "-A", "-o", "json"])));
  return items
    .filter(({ metadata }) => metadata.ownerReferences.some(({ kind }) => kind === "DaemonSet"))
    .flatMap(({ status }) => status.containerStatuses.map(({ containerID }) => containerID))
    .filter((id) => id !== "");
}

/** How many of the containers are still the same processes. */
export interface Survival {
  readonly before: number;
  readonly still: number;
}

export function survival(before: readonly string[], after: readonly string[]): Survival {
  const still = before.filter((id) => after.includes(id));
  return { before: before.length, still: still.length };
}
