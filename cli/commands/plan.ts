import type { Command } from "commander";
import type { PlanOptions } from "../actions/plan";
import { EXIT_CODES } from "../exit-codes";
import { withLookOptions } from "./look-options";

const HELP = `
Where versions are wanted under gitops-updates:versions, and what else they bring about, in the one order that breaks
no rule at any step. Each step says why it stands there, who performs it (up, propose, or people), and how it is undone.
Without an order it tells the fewest facts that forbid one; some of them can be accepted under
gitops-updates:planning.accept.

It ends with ${EXIT_CODES.blocked[0]} when there is no order.
Nothing is changed.`;

export function registerPlan(program: Command): void {
  withLookOptions(program.command("plan"))
    .description(
      "one safe order for updates of k3s, Flux, Longhorn and charts, with the reason for each step",
    )
    .option("--all", "bring everything to its newest version, not only what the configuration names")
    .option("--map", "draw what depends on what as a Mermaid flowchart, and nothing else")
    .option(
      "--exit-code",
      `exit ${EXIT_CODES.updates[0]} when there is something to do, ${EXIT_CODES.unknown[0]} when not all is known`,
    )
    .option("--schema", "print the JSON Schema of the plan and look at nothing")
    .addHelpText("after", HELP)
    .action(async (options: PlanOptions, command: Command) =>
      (await import("../actions/plan.js")).runPlanCommand(options, command),
    );
}
