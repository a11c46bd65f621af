import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { usage } from "../domain/errors";
import type { CliContext } from "./context";

/** The stack whose cluster is the lab; only it is opened by the lab's own passphrase. */
const LAB_STACK = "test";

type Project = Pick<CliContext, "projectDir" | "stack">;

/**
 * Backend and passphrase for the engine. What the user has set stays; otherwise the state lies in the project, and
 * the embedded cluster's own passphrase opens its stack.
 */
export function projectEnvironment(
  { projectDir, stack }: Project,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const found: Record<string, string> = {};
  if (env.PULUMI_BACKEND_URL === undefined && env.PULUMI_ACCESS_TOKEN === undefined) {
    found.PULUMI_BACKEND_URL = `file://${join(projectDir, ".state", "pulumi")}`;
  }
  const passphrase = join(projectDir, ".lab", "default", "passphrase");
  if (stack === LAB_STACK && !isGiven(env) && existsSync(passphrase))
    found.PULUMI_CONFIG_PASSPHRASE_FILE = passphrase;
  return found;
}

const isGiven = (env: NodeJS.ProcessEnv): boolean =>
  (env.PULUMI_CONFIG_PASSPHRASE ?? env.PULUMI_CONFIG_PASSPHRASE_FILE) !== undefined;

/** The engine would refuse later and in its own words: a backend of one's own seals secrets with a passphrase. */
export function demandPassphrase({ projectDir, stack }: Project, env: NodeJS.ProcessEnv): void {
  if (isGiven(env) || env.PULUMI_BACKEND_URL === undefined || env.PULUMI_BACKEND_URL.startsWith("https:"))
    return;
  const file = join(projectDir, `Pulumi.${stack}.yaml`);
  if (existsSync(file) && /^secretsprovider:/m.test(readFileSync(file, "utf8"))) return;
  const next = "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE, the same one every time.";
  throw usage(
    "PASSPHRASE_MISSING",
    `the engine seals the secrets of stack ${stack} with a passphrase.`,
    next,
  );
}

/** The engine refuses a file backend whose folder does not exist. */
export function ensureFileBackend(url: string | undefined): void {
  const folder = /^file:\/\/(\/.+)$/.exec(url ?? "")?.[1];
  if (folder !== undefined && !existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
}
