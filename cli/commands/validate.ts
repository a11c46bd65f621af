import type { Command } from "commander";
import { describeFinding } from "../../domain/finding";
import { demandKubeconfig } from "../../providers/adapters/kubernetes/kubeconfig";
import { surroundingsOf, withWorld } from "../../providers/session";
import { validateOnce } from "../../validation/run";
import { afterCluster } from "../../validation/suites";
import type { CheckResult } from "../../validation/types";
import { contextOf } from "../context";
import { EXIT_CODES } from "../exit-codes";
import { mark, say, sayJson, style } from "../output/style";
import { readStackFile } from "../stack-file";

const MARKS = { passed: mark.good, failed: mark.bad, skipped: mark.skip } as const;

function show({ title, outcome, findings, extent }: CheckResult): void {
  say(`${MARKS[outcome]()} ${title}${extent === undefined ? "" : style.dim(` (${extent})`)}`);
  for (const finding of findings) say(`    ${describeFinding(finding)}`);
}

export function registerValidate(program: Command): void {
  program
    .command("validate")
    .description("run the health checks that end every update, alone")
    .option("--version <version>", "also demand that every node runs this version")
    .action(async (options: { version?: string }, command: Command) => {
      const context = contextOf(command);
      const { settings } = readStackFile(context);
      demandKubeconfig(settings.kubernetes);
      const verdict = await withWorld(settings, (world) =>
        validateOnce(afterCluster, {
          ...surroundingsOf(world, settings),
          target: options.version ?? null,
          baseline: null,
          origins: null,
        }),
      );
      if (context.output === "json") sayJson(verdict);
      else verdict.results.forEach(show);
      process.exitCode = EXIT_CODES[verdict.healthy ? "ok" : "validation"][0];
    });
}
