import type { Command } from "commander";
import { unseenIn } from "../../domain/detect/unseen";
import { type PlanReport, planJsonSchema } from "../../domain/planning/plan-report";
import { dependencyMapText } from "../../report/dependency-map";
import { orderHtml } from "../../report/order-html";
import { orderMarkdown } from "../../report/order-markdown";
import { orderText } from "../../report/order-text";
import { outputOf } from "../context";
import { EXIT_CODES } from "../exit-codes";
import { lookConfig } from "../look-config";
import { REPORT_FORMS, type ReportForm, renderReport } from "../output/report-form";
import { StatusLine } from "../output/status-line";
import { say, sayJson, style } from "../output/style";
import { type Look, planRunOf, reportOf } from "../plan-run";

export interface PlanOptions extends Look {
  readonly map?: boolean;
  readonly exitCode?: boolean;
  readonly schema?: boolean;
}

const render = (report: PlanReport, form: ReportForm): string =>
  renderReport(report, form, {
    text: () => orderText(report, style),
    markdown: () => orderMarkdown(report),
    html: () => orderHtml(report),
  });

/** What is not known is told before "nothing to do". */
export function planExitCode({ possible, stages, unknown, findings }: PlanReport, wanted: boolean): number {
  if (!possible) return EXIT_CODES.blocked[0];
  if (!wanted) return EXIT_CODES.ok[0];
  if (stages.length > 0) return EXIT_CODES.updates[0];
  const isPartial = unknown.length > 0 || unseenIn(findings).length > 0;
  return isPartial ? EXIT_CODES.unknown[0] : EXIT_CODES.ok[0];
}

export async function runPlanCommand(options: PlanOptions, command: Command): Promise<void> {
  if (options.schema === true) return sayJson(planJsonSchema());
  const output = outputOf(command, REPORT_FORMS);
  const line = new StatusLine();
  const run = planRunOf(options, lookConfig(command, options), line.show);
  const report = await reportOf(run).finally(() => line.clear());
  say(options.map === true ? dependencyMapText(report.map) : render(report, output));
  process.exitCode = planExitCode(report, options.exitCode === true);
}
