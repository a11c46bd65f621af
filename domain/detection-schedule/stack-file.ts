import type { StackConfig } from "../config";

/** Where the volume is in the pod. */
export const STATE = "/state";

/** Reports of the configuration lie on the volume, in folders of the same names. */
function onVolume(file: string): string {
  const parts = file.split("/").filter((part) => !["", "~", ".", ".."].includes(part));
  return [STATE, "reports", ...parts].join("/");
}

/**
 * Keys that every configuration has and that looking does not ask for. They are the same whatever the stack wants: an
 * update must not rewrite the pod's configuration. No backup is ever made; the pod may not read what would be in one.
 */
const UNUSED = {
  versions: { k3s: "channel:stable" },
  backup: { directory: `${STATE}/backups`, allowUnencrypted: true },
};

/** What the pod needs of the stack's configuration, as a stack's file has it: no hosts, no kubeconfig, no keys. */
function podConfig({ cluster, policy, git, detection }: StackConfig) {
  const { inCluster: _, reports, ...looking } = detection;
  const age = policy.minimumReleaseAge;
  return {
    ...UNUSED,
    cluster: { name: cluster.name, sources: cluster.sources, state: STATE },
    policy: age === undefined ? {} : { minimumReleaseAge: `${Math.ceil(age / 1000)}s` },
    ...(git === undefined ? {} : { git }),
    detection: { ...looking, reports: reports.map(onVolume) },
  };
}

/** Name of the stack in the pod. */
export const POD_STACK = "in-cluster";

/** Files of the folder that `detect` runs on; JSON is YAML. */
export function podFiles(config: StackConfig): Record<string, string> {
  const keys = Object.entries(podConfig(config)).map(([key, value]) => [`gitops-updates:${key}`, value]);
  return {
    "Pulumi.yaml": "name: gitops-updates\nruntime: nodejs\n",
    [`Pulumi.${POD_STACK}.yaml`]: `${JSON.stringify({ config: Object.fromEntries(keys) }, null, 2)}\n`,
  };
}
