import type { Command } from "commander";
import { type PlanAhead, planAhead } from "../../components/plan-ahead";
import { updateProgram } from "../../components/update-program";
import { isBlocker } from "../../domain/finding";
import type { UpgradePlan } from "../../domain/plan";
import { planText } from "../../report/plan-text";
import { Diagnostics, fromDiagnostics, openStack } from "../automation";
import { type CliContext, contextOf } from "../context";
import { EXIT_CODES } from "../exit-codes";
import { say, sayJson, style } from "../output/style";
import { resolveStackConfig, stackConfig } from "../stack-file";

/** What is wrong with the values, the engine and the program say in their own time. */
function begin(config: Readonly<Record<string, unknown>>, projectDir: string): PlanAhead | undefined {
  try {
    const resolved = resolveStackConfig(config, projectDir);
    return resolved.config.rollback === undefined ? planAhead(resolved) : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the program through the engine's preview, so it says what `pulumi preview` says, and returns its plan. */
export async function previewPlan(context: CliContext): Promise<UpgradePlan> {
  const { projectDir } = context;
  const config = stackConfig(context);
  const seen: UpgradePlan[] = [];
  const diagnostics = new Diagnostics();
  const onPlan = (plan: UpgradePlan) => seen.push(plan);
  let begun: PlanAhead | undefined;
  const { onError } = diagnostics;
  const program = updateProgram({ projectDir, onPlan, onError, ahead: () => begun });
  try {
    const { stack } = await openStack(context, program, () => {
      begun = begin(config, projectDir);
    });
    await stack.preview({ refresh: true, onEvent: diagnostics.onEvent });
  } catch (error) {
    throw fromDiagnostics(diagnostics, error);
  }
  const [plan] = seen;
  if (plan === undefined) throw new Error("the preview ended without a plan");
  return plan;
}

function exitCode(plan: UpgradePlan, wanted: boolean): number {
  if (plan.findings.some(isBlocker)) return EXIT_CODES.blocked[0];
  return wanted && plan.stages.length > 0 ? EXIT_CODES.updates[0] : EXIT_CODES.ok[0];
}

export type PreviewOptions = { exitCode?: boolean };

export async function runPreview(options: PreviewOptions, command: Command): Promise<void> {
  const context = contextOf(command);
  const plan = await previewPlan(context);
  if (context.output === "json") sayJson(plan);
  else say(planText(plan, style));
  process.exitCode = exitCode(plan, options.exitCode === true);
}
