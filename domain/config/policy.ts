import { z } from "zod";
import { ACKNOWLEDGEABLE } from "../finding-codes";
import { duration, flag, listOf, whole } from "./fields";
import { MaintenanceWindow } from "./window";

const disruption = () => z.enum(["drain", "cordon"]);

const Drain = z.strictObject(
  {
    timeout: duration()
      .prefault("5m")
      .describe(
        "How long one node's drain may take; default 5m. After that the run stops and uncordons. Kubernetes may hold a StatefulSet's pods back for 2 minutes after one of them went, so less than 3m can stop a run that needed patience alone.",
      ),
    gracePeriod: duration().optional().describe("Overrides the pods' own termination grace period."),
    minor: disruption()
      .default("drain")
      .describe(
        "What happens to pods on a minor step; default drain, as Kubernetes' version skew policy asks.",
      ),
    patch: disruption()
      .default("cordon")
      .describe("What happens to pods on a patch; default cordon: restarting k3s leaves containers running."),
    deleteEmptyDir: flag()
      .default(true)
      .describe(
        "Evict pods whose emptyDir content is lost by it; default true, they are listed in the preview.",
      ),
    evictBarePods: flag()
      .default(false)
      .describe("Evict pods that no controller recreates; default false, they block the run."),
  },
  { error: "an object with the drain settings" },
);

const Rollback = z.strictObject(
  {
    onNodeFailure: z
      .literal("node")
      .default("node")
      .describe("A node that does not come back gets its old binary again; default and only choice: node."),
    onFailedValidation: z
      .enum(["manual", "automatic"])
      .default("manual")
      .describe(
        "When the cluster is not healthy afterwards; default manual, because going back can lose data. automatic goes " +
          "back to what all nodes ran before, with the backup of that very run; where they ran several versions it does not.",
      ),
  },
  { error: "an object with the rollback settings" },
);

export const Policy = z.strictObject(
  {
    maxUnavailable: whole(1, 100)
      .default(1)
      .describe("Agents that may be away at once; default 1. Servers always go one by one."),
    drain: Drain.prefault({}).describe("How nodes are emptied."),
    nodeTimeout: duration()
      .prefault("10m")
      .describe("How long a node may take to be Ready at the new version; default 10m."),
    settleTimeout: duration()
      .prefault("5m")
      .describe("How long workloads may take to be back as before; default 5m."),
    stableSamples: whole(1, 100)
      .default(2)
      .describe("Healthy samples in a row that are needed; default 2, so that flapping does not pass."),
    crashLoopRestarts: whole(1, 100)
      .default(3)
      .describe("Restarts of a node's service after which the old binary is put back; default 3."),
    window: listOf(MaintenanceWindow, 50, "a list of windows")
      .default([])
      .describe("When nodes may be touched; checked again before each node; default: always."),
    minimumReleaseAge: duration()
      .optional()
      .describe("Releases younger than this are not taken; default: none. k3s has withdrawn releases."),
    allowApiOutage: flag()
      .optional()
      .describe(
        "Accept that the API is away while a server restarts; default: true with a single server only.",
      ),
    acknowledge: listOf(z.enum(ACKNOWLEDGEABLE as [string, ...string[]]), 50, "a list of finding codes")
      .default([])
      .describe("Codes of blockers that are accepted as warnings, such as BARE_POD."),
    rollback: Rollback.prefault({}).describe("What is undone by itself."),
    ignoreRemovedApis: flag()
      .default(false)
      .describe("Go on although objects use APIs that the target no longer serves; default false."),
  },
  { error: "an object with the policy" },
);
export type Policy = z.infer<typeof Policy>;
