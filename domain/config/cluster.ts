import { z } from "zod";
import { usage } from "../errors";
import { dnsLabel, filePath, flag, text } from "./fields";
import { Nodes } from "./node";
import { Sources } from "./sources";
import { Ssh } from "./ssh";

export const Cluster = z.strictObject(
  {
    name: dnsLabel().describe("Name of the cluster in reports, backups and the lock."),
    inventory: filePath()
      .optional()
      .describe("YAML file with the same shape as this key, merged underneath: what is said here wins."),
    kubeconfig: filePath()
      .optional()
      .describe("kubeconfig file; default: KUBECONFIG, else the user's own; in a pod its own account."),
    context: text(/^(?!-)[\x20-\x7e]{1,253}$/, "the name of a context")
      .optional()
      .describe("Context in the kubeconfig; default: its current one."),
    nodes: Nodes.default([]).describe("Hosts of the nodes; every node of the cluster needs one."),
    ssh: Ssh.prefault({}).describe("How hosts are reached."),
    carriesTraffic: flag()
      .default(true)
      .describe(
        "Services answer from its nodes; default true. false for simulated kubelets: nothing is probed then.",
      ),
    sources: Sources.prefault({}).describe("Where releases come from."),
    state: filePath()
      .optional()
      .describe(
        "Directory for the journal and the lock's information; default: below the working directory.",
      ),
  },
  { error: 'an object such as {"name": "production"}' },
);
export type Cluster = z.infer<typeof Cluster>;

type Plain = Record<string, unknown>;

const isPlain = (value: unknown): value is Plain =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Lists are replaced as a whole: half of one list and half of another is nobody's intention. */
function mergeUnder(upper: unknown, lower: unknown): unknown {
  if (upper === undefined) return lower;
  if (!isPlain(upper) || !isPlain(lower)) return upper;
  const keys = new Set([...Object.keys(lower), ...Object.keys(upper)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeUnder(upper[key], lower[key])]));
}

/**
 * The `cluster` key with its inventory file underneath, both still unchecked: `parseConfig` judges the result.
 * Throws `INVENTORY_INVALID` when the file is no mapping.
 */
export function mergeInventory(cluster: unknown, fileContent: unknown): unknown {
  if (fileContent === null || fileContent === undefined) return cluster;
  if (isPlain(fileContent)) return mergeUnder(cluster, fileContent);
  const found = `the inventory file holds ${Array.isArray(fileContent) ? "a list" : `a ${typeof fileContent}`}`;
  throw usage(
    "INVENTORY_INVALID",
    `${found}; accepted: a mapping.`,
    "give it the shape of gitops-updates:cluster.",
  );
}
