import type { Command } from "commander";
import type { RollbackOptions } from "../actions/rollback";

export function registerRollback(program: Command): void {
  program
    .command("rollback")
    .description("go back to what ran after an earlier update, or to a version")
    .requiredOption(
      "--to <update>",
      "number of an update (gitops-update history), 0 for before the first, or a version such as v1.35.4+k3s1",
    )
    .option("-y, --yes", "do not ask")
    .option("--dry-run", "only say what would be done and lost")
    .addHelpText(
      "after",
      "\nThe configuration still names the newer version afterwards: revert it, or the next up upgrades again.",
    )
    .action(async (options: RollbackOptions, command: Command) =>
      (await import("../actions/rollback.js")).runRollback(options, command),
    );
}
