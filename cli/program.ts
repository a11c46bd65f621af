import { Command } from "commander";
import { registerLabCommands } from "../lab/commands";
import { registerBackup } from "./commands/backup";
import { registerCompletion } from "./commands/completion";
import { registerConfig } from "./commands/config";
import { registerDetect } from "./commands/detect";
import { registerDoctor } from "./commands/doctor";
import { registerEnv } from "./commands/env";
import { registerHistory } from "./commands/history";
import { registerPlan } from "./commands/plan";
import { registerPreview } from "./commands/preview";
import { registerPropose } from "./commands/propose";
import { registerRollback } from "./commands/rollback";
import { registerStatus } from "./commands/status";
import { registerTools } from "./commands/tools";
import { registerUp } from "./commands/up";
import { registerValidate } from "./commands/validate";
import { registerVersion } from "./commands/version";
import { EXIT_CODES } from "./exit-codes";

const exitCodeHelp = (): string =>
  Object.values(EXIT_CODES)
    .map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join("\n");

const HELP = `
A first walk, on the embedded cluster:
  gitops-update lab up             start it
  gitops-update detect             what could be updated?
  gitops-update plan               in which order?
  gitops-update preview            what would an update do?
  gitops-update up                 do it: backup, node by node, validation
  gitops-update history            the record
  gitops-update rollback --to 0    and back

Exit codes:
${exitCodeHelp()}`;

/** All commands; a new one is a file in commands/ and a line here. */
export function buildProgram(): Command {
  const program = new Command("gitops-update")
    .description("keeps k3s clusters up to date: previewed, backed up, node by node, undone where it can be")
    .option("-s, --stack <name>", "stack, from Pulumi.<name>.yaml (default: $PULUMI_STACK or test)")
    .option(
      "-o, --output <form>",
      "text, or json for machines; detect and plan have yaml, markdown and html, too",
    )
    .option("-C, --cwd <dir>", "folder of the project")
    .addHelpText("after", HELP)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(try --help)")
    // Before the commands are made, so that they inherit it: a wrong word ends with the code for wrong words.
    .exitOverride();
  registerDetect(program);
  registerPlan(program);
  registerPropose(program);
  registerPreview(program);
  registerUp(program);
  registerStatus(program);
  registerHistory(program);
  registerRollback(program);
  registerValidate(program);
  registerBackup(program);
  registerDoctor(program);
  registerConfig(program);
  registerEnv(program);
  registerTools(program);
  registerLabCommands(program);
  registerCompletion(program);
  registerVersion(program);
  return program;
}
