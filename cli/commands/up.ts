import type { Command } from "commander";
import type { UpOptions } from "../actions/up";

export function registerUp(program: Command): void {
  program
    .command("up")
    .description("perform the plan: backup, node by node, validation; goes on to the desired version")
    .option("-y, --yes", "do not ask; for scripts and CI")
    .option("--one-stage", "perform only the next stage of the path")
    .addHelpText("after", "\nInterrupt once to stop between two nodes; run again to go on where it stopped.")
    .action(async (options: UpOptions, command: Command) =>
      (await import("../actions/up.js")).runUp(options, command),
    );
}
