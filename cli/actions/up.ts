import type { Command } from "commander";
import { isUpdateError } from "../../domain/errors";
import type { UpgradePlan } from "../../domain/plan";
import { afterK3s } from "../../domain/planning/k3s-goal";
import { planText } from "../../report/plan-text";
import { automaticRollback } from "../automatic-rollback";
import { confirmed } from "../confirm";
import { type CliContext, contextOf } from "../context";
import { mark, say, sayJson, style } from "../output/style";
import { performStage } from "../perform-stage";
import { previewPlan } from "./preview";

async function approve(context: CliContext, yes: boolean): Promise<UpgradePlan | "declined"> {
  const plan = await previewPlan(context);
  if (context.output === "text") say(planText(plan, style));
  if (plan.stages.length === 0) return plan;
  return (await confirmed(yes)) ? plan : "declined";
}

const stageMessage = (plan: UpgradePlan): string => {
  const [stage] = plan.stages;
  return stage === undefined ? `k3s stays at ${plan.desired}` : `k3s ${stage.from} -> ${stage.to}`;
};

/** Stage after stage until the desired version runs; `once` stops after the first. */
async function performAll(context: CliContext, first: UpgradePlan, once: boolean): Promise<UpgradePlan> {
  let plan = first;
  for (;;) {
    const request = { message: stageMessage(plan), quiet: context.output === "json" };
    const performed = (await performStage(context, request)) ?? plan;
    const remaining = performed.stages.length - 1;
    if (remaining <= 0 || once) return performed;
    if (context.output === "text") say(`${mark.good()} stage done, ${remaining} to go`);
    plan = { ...performed, stages: performed.stages.slice(1) };
  }
}

function report(context: CliContext, { desired, stages, order }: UpgradePlan, once: boolean): void {
  const remaining = once ? Math.max(0, stages.length - 1) : 0;
  const reached = once ? (stages[0]?.to ?? desired) : desired;
  if (context.output === "json") {
    sayJson({ reached, stagesRemaining: remaining });
    return;
  }
  const more = remaining === 0 ? "" : `; ${remaining} stage(s) remain, run again to go on`;
  say(`${mark.good()} ${style.bold(`every node runs ${reached}`)}${more}`);
  const then = order === null || remaining > 0 ? "" : afterK3s(order);
  if (then !== "") say(`  next in the order: ${then}`);
}

export type UpOptions = { yes?: boolean; oneStage?: boolean };

export async function runUp(options: UpOptions, command: Command): Promise<void> {
  const context = contextOf(command);
  const plan = await approve(context, options.yes === true);
  if (plan === "declined") return say("Nothing was changed.");
  try {
    const last = await performAll(context, plan, options.oneStage === true);
    report(context, last, options.oneStage === true);
  } catch (error) {
    if (isUpdateError(error) && error.code === "VALIDATION_FAILED") await automaticRollback(context, error);
    throw error;
  }
}
