import type { Command } from "commander";
import type { DetectOptions } from "../actions/detect";
import { EXIT_CODES } from "../exit-codes";
import { withLookOptions } from "./look-options";

const collect = (file: string, files: readonly string[]): string[] => [...files, file];

const EXIT_HELP = `
With --exit-code it ends with the first of these that holds:
  ${EXIT_CODES.security[0]}  an update mends a vulnerability
  ${EXIT_CODES.blocked[0]}  an update needs something first
  ${EXIT_CODES.updates[0]}  there are updates
  ${EXIT_CODES.unknown[0]}  none is known, but something could not be asked
  ${EXIT_CODES.ok[0]}  everything is up to date

Nothing is changed. Variables: GITHUB_TOKEN raises GitHub's limit of 60 requests an hour.`;

export function registerDetect(program: Command): void {
  withLookOptions(program.command("detect"))
    .description("find updates of k3s, Flux, Longhorn and charts, with what each brings and needs")
    .option("--component <name>", "only this one: k3s, flux, longhorn, a chart, or a pattern with *")
    .option("--write-bundle <file>", "write what was read, for a machine without a network")
    .option("--since-last", "also tell what is new since the last run")
    .option("--since <file>", "also tell what is new since a report in JSON")
    .option("--report <file>", "also write .json, .yaml, .md, .html or .txt; can be repeated", collect, [])
    .option("--exit-code", "end with a code that tells what was found, see below")
    .option("--schema", "print the JSON Schema of the report and look at nothing")
    .option("--daemon", "stay and look again and again, by --cron")
    .option("--cron <expression>", "when to look, five fields (default: gitops-updates:detection.cron)")
    .option("--time-zone <zone>", "time zone of --cron", "UTC")
    .addHelpText("after", EXIT_HELP)
    .action(async (options: DetectOptions, command: Command) =>
      (await import("../actions/detect.js")).runDetect(options, command),
    );
}
