import { Config } from "@pulumi/pulumi";

export const NAMESPACE = "gitops-updates";
const KEYS = ["cluster", "versions", "policy", "backup", "rollback", "hooks", "inCluster"] as const;

/** The stack's `gitops-updates:` keys as they were written; the only reader of Pulumi's configuration. */
export function readStackConfig(): Record<string, unknown> {
  const config = new Config(NAMESPACE);
  const entries = KEYS.map((key) => [key, config.getObject<unknown>(key)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
