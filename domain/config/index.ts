import { z } from "zod";
import { usage } from "../errors";
import { Backup } from "./backup";
import { Cluster } from "./cluster";
import { Detection } from "./detection";
import { Git } from "./git";
import { Hooks } from "./hooks";
import { InCluster } from "./in-cluster";
import { Planning } from "./planning";
import { Policy } from "./policy";
import { problems } from "./problems";
import { Rollback } from "./rollback";
import { Validation } from "./validation";
import { Versions } from "./versions";

export { mergeInventory } from "./cluster";
export type { Ignore } from "./detection";
export type { Planning } from "./planning";
export type { Versions } from "./versions";

/** A pod has neither the user's folders nor the keys of the user's SSH. */
const GIT_OF_PODS = "url with https://, because gitops-updates:detection.inCluster reads it in a pod";

const isReadableInPods = ({ git, detection }: { git?: Git | undefined; detection: Detection }): boolean =>
  detection.inCluster === undefined || git === undefined || git.url?.startsWith("https://") === true;

const Keys = z.strictObject({
  cluster: Cluster.describe("Which cluster, and how it is reached."),
  versions: Versions.describe("What it should run."),
  policy: Policy.prefault({}).describe("How careful the upgrade is."),
  validation: Validation.prefault({}).describe("What has to hold after each node and at the end."),
  backup: Backup.describe("Where backups go; no run starts without one."),
  rollback: Rollback.optional().describe("Permission to go back; remove it afterwards."),
  hooks: Hooks.prefault({}).describe("Commands around a run, through @pulumi/command."),
  inCluster: InCluster,
  git: Git.optional().describe("Repository that describes the cluster; detect reads it as Flux does."),
  planning: Planning.prefault({}).describe("What an order for several components has to heed."),
  detection: Detection.prefault({}).describe("What detect proposes, and when it looks."),
});

/** The keys of the namespace `gitops-updates`. Durations are written as `5m` and handed on in milliseconds. */
export const StackConfig = Keys.refine(isReadableInPods, { error: GIT_OF_PODS, path: ["git"] });
export type StackConfig = z.infer<typeof StackConfig>;

/** JSON Schema of what people write, with every description. */
export const configJsonSchema = () => z.toJSONSchema(StackConfig, { io: "input" });

/** Checks everything at once; throws one `CONFIG_INVALID` that lists each problem on its own line. */
export function parseConfig(raw: Readonly<Record<string, unknown>>): StackConfig {
  const result = StackConfig.safeParse(raw);
  if (result.success) return result.data;
  const lines = problems(result.error.issues, raw, configJsonSchema() as Parameters<typeof problems>[2]);
  throw usage("CONFIG_INVALID", lines.join("\n"), "correct the stack's configuration.");
}
