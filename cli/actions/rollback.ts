import type { Command } from "commander";
import { listBackups } from "../../providers/backup/catalogue";
import { openStackOnly } from "../automation";
import { confirmed } from "../confirm";
import { type CliContext, contextOf } from "../context";
import { PROJECT } from "../engine";
import { readHistory } from "../history";
import { mark, say, sayJson, style } from "../output/style";
import { planRollback, type RollbackPlan, targetOf } from "../rollback-plan";
import { lookAtHosts, performRollback } from "../rollback-run";
import { readStackFile } from "../stack-file";

function show({ from, to, kind, backup, takenAt, does, loses }: RollbackPlan): void {
  say(style.bold(`Rollback of k3s ${from.join(", ")} -> ${to} (${kind})`));
  say(`  with backup ${backup}, taken ${takenAt}`);
  for (const line of does) say(`  ${mark.warn()} ${line}`);
  for (const line of loses) say(`  ${kind === "minor" ? mark.bad() : mark.good()} lost: ${line}`);
}

async function lookBack(context: CliContext, to: string): Promise<RollbackPlan> {
  const { settings } = readStackFile(context);
  const { stack, backend } = await openStackOnly(context);
  const history = await readHistory(stack, backend, PROJECT);
  const backups = listBackups(settings);
  const target = targetOf(to, history, backups);
  return planRollback(target, await lookAtHosts(settings), backups);
}

export type RollbackOptions = { to: string; yes?: boolean; dryRun?: boolean };

export async function runRollback(options: RollbackOptions, command: Command): Promise<void> {
  const context = contextOf(command);
  const plan = await lookBack(context, options.to);
  if (context.output === "text") show(plan);
  if (options.dryRun === true) {
    if (context.output === "json") sayJson(plan);
    return;
  }
  if (!(await confirmed(options.yes === true))) return say("Nothing was changed.");
  await performRollback(context, plan);
  if (context.output === "json") return sayJson(plan);
  say(`${mark.good()} ${style.bold(`every node runs ${plan.to} again`)}`);
}
