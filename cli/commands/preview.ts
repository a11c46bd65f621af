import type { Command } from "commander";
import type { PreviewOptions } from "../actions/preview";
import { EXIT_CODES } from "../exit-codes";

export function registerPreview(program: Command): void {
  program
    .command("preview")
    .description("show what an update would do: stages, nodes, evictions, blockers, and how to undo it")
    .option("--exit-code", `exit ${EXIT_CODES.updates[0]} when there is something to update`)
    .addHelpText(
      "after",
      "\nNothing is changed. The same plan is the stack output `plan` and what `pulumi preview` shows.",
    )
    .action(async (options: PreviewOptions, command: Command) =>
      (await import("../actions/preview.js")).runPreview(options, command),
    );
}
