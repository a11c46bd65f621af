import { z } from "zod";
import { labKubectl } from "./kubectl";
import type { LabPaths } from "./paths";

/** A node as the API server knows it. */
export interface KubernetesNode {
  readonly name: string;
  readonly ready: boolean;
  readonly schedulable: boolean;
  readonly kubeletVersion: string;
}

const NodeList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ unschedulable: z.boolean().optional() }),
      status: z.object({
        nodeInfo: z.object({ kubeletVersion: z.string() }),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});

/** The cluster's nodes. */
export async function readNodes(lab: LabPaths): Promise<KubernetesNode[]> {
  const { items } = NodeList.parse(JSON.parse(await labKubectl(lab, ["get", "nodes", "-o", "json"])));
  return items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    ready: status.conditions.some(({ type, status: value }) => type === "Ready" && value === "True"),
    schedulable: spec.unschedulable !== true,
    kubeletVersion: status.nodeInfo.kubeletVersion,
  }));
}
