import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { usage } from "../domain/errors";

/** What the user chose once for all commands. */
export interface CliContext {
  /** Folder with Pulumi.yaml. */
  readonly projectDir: string;
  readonly stack: string;
  readonly output: "text" | "json";
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

/** Reads the global options, wherever in the command line they stood. */
export function contextOf(command: Command): CliContext {
  const options = command.optsWithGlobals<{ cwd?: string; stack?: string; output?: string }>();
  const output = options.output ?? "text";
  if (output !== "text" && output !== "json") {
    throw usage("OUTPUT_UNKNOWN", `--output ${output} is not known.`, "use text or json.");
  }
  return {
    projectDir: findProject(options.cwd ?? process.cwd()),
    stack: options.stack ?? process.env.PULUMI_STACK ?? "test",
    output,
  };
}
