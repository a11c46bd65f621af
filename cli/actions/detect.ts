import { resolve } from "node:path";
import type { Command } from "commander";
import { IANAZone } from "luxon";
import { type DetectionReport, reportJsonSchema } from "../../domain/detect/report";
import { unseenIn } from "../../domain/detect/unseen";
import { usage } from "../../domain/errors";
import { isCronExpression } from "../../domain/window";
import { readBundle } from "../../providers/adapters/bundle/file";
import type { ResolvedConfig } from "../../providers/resolve-config";
import { outputOf } from "../context";
import { runDaemon } from "../detection-daemon";
import { type DetectionRun, runDetection } from "../detection-run";
import { EXIT_CODES } from "../exit-codes";
import { type LookSource, lookConfig } from "../look-config";
import { REPORT_FORMS, renderDetection } from "../output/report-form";
import { StatusLine } from "../output/status-line";
import { say, sayJson, style } from "../output/style";

export interface DetectOptions extends LookSource {
  readonly component?: string;
  readonly cluster: boolean;
  readonly bundle?: string;
  readonly writeBundle?: string;
  readonly refresh?: boolean;
  readonly sinceLast?: boolean;
  readonly since?: string;
  readonly report: readonly string[];
  readonly exitCode?: boolean;
  readonly schema?: boolean;
  readonly daemon?: boolean;
  readonly cron?: string;
  readonly timeZone: string;
}

/** The most urgent of what was found decides. */
export function detectExitCode({ summary, findings }: DetectionReport): number {
  if (summary.security_updates > 0) return EXIT_CODES.security[0];
  if (summary.blocked > 0) return EXIT_CODES.blocked[0];
  if (summary.total_updates > 0) return EXIT_CODES.updates[0];
  const isPartial = summary.unknown > 0 || unseenIn(findings).length > 0;
  return isPartial ? EXIT_CODES.unknown[0] : EXIT_CODES.ok[0];
}

function sinceOf({ since, sinceLast }: DetectOptions): DetectionRun["since"] {
  if (since !== undefined) return resolve(since);
  return sinceLast === true ? "last" : null;
}

function runOf(
  options: DetectOptions,
  resolved: ResolvedConfig,
  progress: DetectionRun["progress"],
): DetectionRun {
  if (!options.cluster && options.git === undefined && resolved.config.git === undefined) {
    const next = "name a folder with --git, or set gitops-updates:git.";
    throw usage("NOTHING_TO_LOOK_AT", "--no-cluster leaves nothing: no Git repository is named.", next);
  }
  const { component, git, bundle, writeBundle } = options;
  return {
    resolved,
    only: component ?? null,
    gitFolder: git,
    withCluster: options.cluster,
    bundle: bundle === undefined ? null : readBundle(bundle),
    writeBundle,
    refresh: options.refresh === true,
    since: sinceOf(options),
    reports: [...resolved.config.detection.reports, ...options.report.map((file) => resolve(file))],
    progress,
  };
}

/** When the daemon looks; a mistake in it is told before it goes into the background. */
function scheduleOf({ cron, timeZone }: DetectOptions, { config }: ResolvedConfig) {
  const expression = cron ?? config.detection.cron;
  if (expression === undefined || !isCronExpression(expression)) {
    const found = expression === undefined ? "no --cron" : `"${expression}" is no cron expression`;
    throw usage("CRON_INVALID", `${found}; accepted: five fields, such as "0 6 * * *".`, "correct it.");
  }
  if (IANAZone.isValidZone(timeZone)) return { cron: expression, timeZone };
  throw usage("TIME_ZONE_UNKNOWN", `there is no time zone ${timeZone}.`, "use a name such as Europe/Berlin.");
}

export async function runDetect(options: DetectOptions, command: Command): Promise<void> {
  if (options.schema === true) return sayJson(reportJsonSchema());
  const output = outputOf(command, REPORT_FORMS);
  const resolved = lookConfig(command, options);
  if (options.daemon === true) {
    const run = runOf({ ...options, sinceLast: true }, resolved, () => {});
    return runDaemon(run, scheduleOf(options, resolved));
  }
  const line = new StatusLine();
  const report = await runDetection(runOf(options, resolved, line.show)).finally(() => line.clear());
  say(renderDetection(report, output, style));
  if (options.exitCode === true) process.exitCode = detectExitCode(report);
}
