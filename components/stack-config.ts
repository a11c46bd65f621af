import { Config, runtime } from "@pulumi/pulumi";

export const NAMESPACE = "gitops-updates";
const PREFIX = `${NAMESPACE}:`;

/** The stack's `gitops-updates:` keys as they were written, unknown ones too; the only reader of Pulumi's configuration. */
export function readStackConfig(): Record<string, unknown> {
  const config = new Config(NAMESPACE);
  const keys = Object.keys(runtime.allConfig()).filter((key) => key.startsWith(PREFIX));
  return Object.fromEntries(
    keys.map((key) => key.slice(PREFIX.length)).map((key) => [key, config.getObject<unknown>(key)]),
  );
}
