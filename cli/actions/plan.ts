import type { Command } from "commander";
import { stringify } from "yaml";
import { UNSEEN_CODES } from "../../domain/detect/unseen";
import { usage } from "../../domain/errors";
import { type PlanReport, planJsonSchema } from "../../domain/planning/plan-report";
import { reportPlan } from "../../domain/planning/report-plan";
import { readBundle } from "../../providers/adapters/bundle/file";
import { dependencyMapText } from "../../report/dependency-map";
import { orderHtml } from "../../report/order-html";
import { orderMarkdown } from "../../report/order-markdown";
import { orderText } from "../../report/order-text";
import { contextOf } from "../context";
import { EXIT_CODES } from "../exit-codes";
import { REPORT_FORMS, type ReportForm } from "../output/report-form";
import { StatusLine } from "../output/status-line";
import { say, sayJson, style } from "../output/style";
import { type PlanRun, runPlan } from "../plan-run";
import { readStackFile } from "../stack-file";

export interface PlanOptions {
  readonly all?: boolean;
  readonly git?: string;
  readonly cluster: boolean;
  readonly bundle?: string;
  readonly refresh?: boolean;
  readonly map?: boolean;
  readonly exitCode?: boolean;
  readonly schema?: boolean;
}

/** What `plan` and `propose` look at. */
export function planRunOf(
  options: Pick<PlanOptions, "all" | "git" | "cluster" | "bundle" | "refresh">,
  resolved: PlanRun["resolved"],
  progress: PlanRun["progress"],
): PlanRun {
  const { all, git, cluster, bundle, refresh } = options;
  if (!cluster && git === undefined && resolved.config.git === undefined) {
    const next = "name a folder with --git, or set gitops-updates:git.";
    throw usage("NOTHING_TO_LOOK_AT", "--no-cluster leaves nothing: no Git repository is named.", next);
  }
  return {
    resolved,
    gitFolder: git,
    withCluster: cluster,
    bundle: bundle === undefined ? null : readBundle(bundle),
    refresh: refresh === true,
    all: all === true,
    progress,
  };
}

async function findPlan(run: PlanRun): Promise<PlanReport> {
  const planned = await runPlan(run);
  planned.close();
  return reportPlan({ ...planned, cluster: run.resolved.config.cluster.name, now: planned.problem.now });
}

function render(report: PlanReport, form: ReportForm): string {
  const write: Readonly<Record<ReportForm, () => string>> = {
    text: () => orderText(report, style),
    json: () => JSON.stringify(report, null, 2),
    yaml: () => stringify(report, { lineWidth: 0, aliasDuplicateObjects: false }),
    markdown: () => orderMarkdown(report),
    html: () => orderHtml(report),
  };
  return write[form]().trimEnd();
}

/** What is not known is told before "nothing to do". */
export function planExitCode({ possible, stages, unknown, findings }: PlanReport, wanted: boolean): number {
  if (!possible) return EXIT_CODES.blocked[0];
  if (!wanted) return EXIT_CODES.ok[0];
  if (stages.length > 0) return EXIT_CODES.updates[0];
  const isPartial = unknown.length > 0 || findings.some(({ code }) => UNSEEN_CODES.has(code));
  return isPartial ? EXIT_CODES.unknown[0] : EXIT_CODES.ok[0];
}

export async function runPlanCommand(options: PlanOptions, command: Command): Promise<void> {
  if (options.schema === true) return sayJson(planJsonSchema());
  const context = contextOf(command, REPORT_FORMS);
  const line = new StatusLine();
  const run = planRunOf(options, readStackFile(context), line.show);
  const report = await findPlan(run).finally(() => line.clear());
  say(options.map === true ? dependencyMapText(report.map) : render(report, context.output));
  process.exitCode = planExitCode(report, options.exitCode === true);
}
