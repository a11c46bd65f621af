import type { Command } from "commander";

export function registerHistory(program: Command): void {
  program
    .command("history")
    .description(
      "list the stack's updates: when, how they ended, what ran afterwards, which backup was taken",
    )
    .addHelpText("after", "\nGo back to one with: gitops-update rollback --to <UPDATE>")
    .action(async (_options: object, command: Command) =>
      (await import("../actions/history.js")).runHistory(_options, command),
    );
}
