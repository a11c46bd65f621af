import type { Command } from "commander";
import type { ProposeOptions } from "../actions/propose";
import { withLookOptions } from "./look-options";

const HELP = `
The branch begins at the last commit and has one commit for each step of the plan's next stage: pins, API versions and
gotk-components.yaml. Comments and quotes stay as they are; your checkout and uncommitted work are not touched. What
cannot be written is told with what to do. An update of k3s is no change in Git: gitops-update up performs it.

The text of a new gotk-components.yaml is made from the release, with what was changed in the old one carried over.`;

export function registerPropose(program: Command): void {
  withLookOptions(program.command("propose"))
    .description("write the plan's next stage as commits on a branch of the Git repository")
    .option("--branch <name>", "name of the branch (default: made from the update)")
    .option("--replace", "overwrite a branch of the same name")
    .option("--push", "also push the branch")
    .option("--dry-run", "print the commits as patches and write nothing")
    .option("--all", "plan for everything, as gitops-update plan --all")
    .addHelpText("after", HELP)
    .action(async (options: ProposeOptions, command: Command) =>
      (await import("../actions/propose.js")).runPropose(options, command),
    );
}
