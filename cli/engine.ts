import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  LocalWorkspace,
  PulumiCommand,
  type PulumiFn,
  Stack,
  StackAlreadyExistsError,
} from "@pulumi/pulumi/automation";
import { parse } from "semver";
import type { ResolvedTool } from "../tools/resolve";

export const PROJECT = "gitops-updates";

/** What a stack is opened with. */
export interface Opening {
  readonly engine: ResolvedTool;
  readonly stack: string;
  readonly backend: string | undefined;
  readonly workDir: string;
  readonly envVars: Record<string, string>;
  readonly program: PulumiFn;
}

/**
 * Opens a stack, and makes it the first time. Every question to the engine takes it a quarter of a second, so it is not
 * asked for its version, which is known from where it was found, nor for a stack whose state lies there.
 */
export async function openInEngine({ engine, stack, backend, ...options }: Opening): Promise<Stack> {
  const workspace = await LocalWorkspace.create({ ...options, pulumiCommand: commandOf(engine) });
  if (!isInBackend(backend, stack)) return makeOrSelect(stack, workspace);
  // Each later call names the stack; which one plain `pulumi` has selected is the user's affair.
  workspace.selectStack = async () => undefined;
  return Stack.select(stack, workspace);
}

/** Two commands may find no stack at the same moment; whoever comes second to make it takes what is there. */
async function makeOrSelect(stack: string, workspace: LocalWorkspace): Promise<Stack> {
  try {
    return await Stack.createOrSelect(stack, workspace);
  } catch (error) {
    if (error instanceof StackAlreadyExistsError) return Stack.select(stack, workspace);
    throw error;
  }
}

/** The library's own way to one asks for the version first; its constructor is open to JavaScript alone. */
const commandOf = ({ file, version }: ResolvedTool): PulumiCommand =>
  Reflect.construct(PulumiCommand, [file, parse(version)]);

const isInBackend = (backend: string | undefined, stack: string): boolean =>
  backend?.startsWith("file:///") === true &&
  existsSync(join(fileURLToPath(backend), ".pulumi", "stacks", PROJECT, `${stack}.json`));
