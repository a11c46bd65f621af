import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { labKubectl } from "../../lab/kubectl";
import type { LabPaths } from "../../lab/paths";
import type { ReplicaRecords } from "./compare-records";

/** The StatefulSet of the lab whose replicas write numbered records to their volumes. */
const NAMESPACE = "shop";
const APP = "orders-db";
const PORT = 8080;
const PATIENCE_MS = 90_000;
const POLL_MS = 1_000;

const Claims = z.object({
  items: z.array(
    z.object({ metadata: z.object({ name: z.string() }), spec: z.object({ volumeName: z.string() }) }),
  ),
});
const Range = z.object({ from: z.number(), to: z.number() });
const Records = z.object({
  first: z.number(),
  last: z.number(),
  lost: z.array(Range),
  damaged: z.array(z.object({ line: z.number(), number: z.number(), reason: z.string() })),
});

/** Asks every replica for its records. One that is just starting is waited for; one that stays away is an error. */
export async function readRecords(lab: LabPaths): Promise<ReplicaRecords[]> {
  const claims = await labKubectl(lab, ["get", "pvc", "-n", NAMESPACE, "-l", `app=${APP}`, "-o", "json"]);
  const { items } = Claims.parse(JSON.parse(claims));
  if (items.length === 0)
    throw new Error(`${APP} has no volumes; make the lab anew: gitops-update lab reset`);
  return Promise.all(
    items.map(({ metadata, spec }) =>
      readReplica(lab, metadata.name.slice("data-".length), spec.volumeName, Date.now() + PATIENCE_MS),
    ),
  );
}

async function readReplica(
  lab: LabPaths,
  replica: string,
  volume: string,
  deadline: number,
): Promise<ReplicaRecords> {
  for (;;) {
    try {
      return { replica, volume, ...(await askReplica(lab, replica)) };
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(POLL_MS);
    }
  }
}

/** Through the API server, because pods have no address that this machine could reach. */
async function askReplica(lab: LabPaths, replica: string): Promise<z.infer<typeof Records>> {
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${replica}:${PORT}/proxy/records`;
  return Records.parse(JSON.parse(await labKubectl(lab, ["get", "--raw", path])));
}
