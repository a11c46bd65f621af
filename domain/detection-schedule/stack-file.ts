import type { StackConfig } from "../config";

/** Where the volume is in the pod. */
export const STATE = "/state";

/** Reports of the configuration lie on the volume, in folders of the same names. */
function onVolume(file: string): string {
  const parts = file.split("/").filter((part) => !["", "~", ".", ".."].includes(part));
  return [STATE, "reports", ...parts].join("/");
}

/**
 * What the pod needs of the stack's configuration, as it is written in a stack's file: no hosts, no kubeconfig, no keys.
 * Backups have to be configured everywhere; the pod may not read what would be in one, so none is ever made.
 */
export function podConfig({ cluster, versions, policy, git, detection }: StackConfig) {
  const { inCluster: _, reports, ...looking } = detection;
  const age = policy.minimumReleaseAge;
  return {
    cluster: { name: cluster.name, sources: cluster.sources, state: STATE },
    versions,
    policy: age === undefined ? {} : { minimumReleaseAge: `${Math.ceil(age / 1000)}s` },
    backup: { directory: `${STATE}/backups`, allowUnencrypted: true },
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
