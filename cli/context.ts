import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { usage } from "../domain/errors";

/** Forms that every command has; a report has more. */
export const FORMS = ["text", "json"] as const;

/** What the user chose once for all commands. */
export interface CliContext {
  /** Folder with Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  readonly output: (typeof FORMS)[number];
}

function findProject(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw usage(
    "PROJECT_MISSING",
    `no Pulumi.yaml in ${resolve(from)} or above.`,
    "change there or use --cwd DIR; detect, plan and propose do without one with --no-config.",
  );
}

function formOf<Form extends string>(asked: string, forms: readonly Form[]): Form {
  const form = forms.find((it) => it === asked);
  if (form !== undefined) return form;
  const accepted = `${forms.slice(0, -1).join(", ")} or ${forms.at(-1)}`;
  throw usage("OUTPUT_UNKNOWN", `--output ${asked} is not known here.`, `use ${accepted}.`);
}

/** The project and the stack that a command works on. */
export function projectOf(command: Command): Pick<CliContext, "projectDir" | "stack"> {
  const { cwd, stack } = command.optsWithGlobals<{ cwd?: string; stack?: string }>();
  return {
    projectDir: findProject(cwd ?? process.cwd()),
    stack: stack ?? process.env.PULUMI_STACK ?? "test",
  };
}

/** The form of the answer; what the command does not have is refused. */
export const outputOf = <Form extends string>(command: Command, forms: readonly Form[]): Form =>
  formOf(command.optsWithGlobals<{ output?: string }>().output ?? "text", forms);

/** Reads the global options, wherever in the command line they stood. */
export const contextOf = (command: Command): CliContext => ({
  ...projectOf(command),
  output: outputOf(command, FORMS),
});
