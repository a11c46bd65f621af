import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { usage } from "../domain/errors";

/** Forms that every command has; a report has more. */
const FORMS = ["text", "json"] as const;

/** What the user chose once for all commands. */
export interface CliContext<Form extends string = (typeof FORMS)[number]> {
  /** Folder with Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  readonly output: Form;
}

function findProject(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (folder === dirname(folder)) break;
  }
  throw usage(
    "PROJECT_MISSING",
    `no Pulumi.yaml in ${resolve(from)} or above.`,
    "change there or use --cwd DIR.",
  );
}

function formOf<Form extends string>(asked: string, forms: readonly Form[]): Form {
  const form = forms.find((it) => it === asked);
  if (form !== undefined) return form;
  const accepted = `${forms.slice(0, -1).join(", ")} or ${forms.at(-1)}`;
  throw usage("OUTPUT_UNKNOWN", `--output ${asked} is not known here.`, `use ${accepted}.`);
}

/** Reads the global options, wherever in the command line they stood. */
export function contextOf(command: Command): CliContext;
export function contextOf<Form extends string>(command: Command, forms: readonly Form[]): CliContext<Form>;
export function contextOf(command: Command, forms: readonly string[] = FORMS): CliContext<string> {
  const options = command.optsWithGlobals<{ cwd?: string; stack?: string; output?: string }>();
  const output = formOf(options.output ?? "text", forms);
  return {
    projectDir: findProject(options.cwd ?? process.cwd()),
    stack: options.stack ?? process.env.PULUMI_STACK ?? "test",
    output,
  };
}
