import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { usage } from "../domain/errors";
import { type ResolvedConfig, resolveConfig } from "../providers/resolve-config";
import type { CliContext } from "./context";

const StackFile = z.object({ config: z.record(z.string(), z.unknown()).default({}) });
const PREFIX = "gitops-updates:";

function stackNames(projectDir: string): string[] {
  const names = readdirSync(projectDir).map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1]);
  return names.filter((name) => name !== undefined);
}

function readConfig(file: string): z.infer<typeof StackFile> {
  try {
    return StackFile.parse(parse(readFileSync(file, "utf8")));
  } catch (error) {
    const said = error instanceof z.ZodError ? "it has no config: mapping" : String(error).split("\n")[0];
    throw usage(
      "STACK_UNREADABLE",
      `${file} cannot be read (${said}).`,
      "correct it; Pulumi.prod.yaml is an example.",
    );
  }
}

type Place = Pick<CliContext, "projectDir" | "stack">;

/**
 * What the stack's file has under `config:`, with whole keys.
 * @throws STACK_UNKNOWN without a file, STACK_UNREADABLE where it is no YAML; the engine has poorer words for both
 */
export function stackConfig({ projectDir, stack }: Place): Readonly<Record<string, unknown>> {
  const file = join(projectDir, `Pulumi.${stack}.yaml`);
  if (existsSync(file)) return readConfig(file).config;
  const known = stackNames(projectDir).join(", ") || "none";
  throw usage(
    "STACK_UNKNOWN",
    `there is no Pulumi.${stack}.yaml (known stacks: ${known}).`,
    "choose one with --stack.",
  );
}

/** The product's own part of it, with what the provider host needs. */
export function resolveStackConfig(
  config: Readonly<Record<string, unknown>>,
  projectDir: string,
): ResolvedConfig {
  const own = Object.entries(config).filter(([key]) => key.startsWith(PREFIX));
  const raw = Object.fromEntries(own.map(([key, value]) => [key.slice(PREFIX.length), value]));
  return resolveConfig(raw, projectDir);
}

/** The stack's configuration straight from its file, for commands that need no engine. */
export const readStackFile = (place: Place): ResolvedConfig =>
  resolveStackConfig(stackConfig(place), place.projectDir);
