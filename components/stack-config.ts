import { Config } from "@pulumi/pulumi";
import { CONFIG_KEYS } from "../domain/config";

export const NAMESPACE = "gitops-updates";

/** The stack's `gitops-updates:` keys as they were written; the only reader of Pulumi's configuration. */
export function readStackConfig(): Record<string, unknown> {
  const config = new Config(NAMESPACE);
  const entries = CONFIG_KEYS.map((key) => [key, config.getObject<unknown>(key)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
