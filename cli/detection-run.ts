import { mkdirSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { detect } from "../detection/detect";
import type { Bundle } from "../domain/detect/bundle";
import { DetectionReport } from "../domain/detect/report";
import { newsSince } from "../domain/detect/since";
import { usage } from "../domain/errors";
import { writeBundle } from "../providers/adapters/bundle/file";
import { systemClock } from "../providers/adapters/clock";
import { prepareDetection } from "../providers/detect-world";
import type { ResolvedConfig } from "../providers/resolve-config";
import { formOfFile, renderDetection } from "./output/report-form";

/** One look and what is written about it. */
export interface DetectionRun {
  readonly resolved: ResolvedConfig;
  readonly only: string | null;
  readonly gitFolder: string | undefined;
  readonly withCluster: boolean;
  readonly bundle: Bundle | null;
  readonly writeBundle: string | undefined;
  readonly refresh: boolean;
  /** A report to compare with, or the last run's. */
  readonly since: string | "last" | null;
  readonly reports: readonly string[];
  readonly progress: (line: string) => void;
}

const lastFile = ({ settings }: ResolvedConfig): string => join(settings.stateDir, "detection", "last.json");

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomic.sync(file, `${text}\n`, { mode: 0o600 });
}

function parseReport(file: string, text: string): DetectionReport {
  try {
    return DetectionReport.parse(JSON.parse(text));
  } catch (error) {
    const next = "name a file that detect --output json or --report FILE.json wrote.";
    throw usage("REPORT_UNREADABLE", `${file} is no report of this version of detect.`, next, error);
  }
}

/** The first run has nothing to compare with; a named file must be there. */
function lastReport({ since, resolved }: DetectionRun): DetectionReport | null {
  if (since === null) return null;
  const file = since === "last" ? lastFile(resolved) : since;
  try {
    return parseReport(file, readFileSync(file, "utf8"));
  } catch (error) {
    if (since === "last") return null;
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw usage("REPORT_UNREADABLE", `there is no ${file}.`, "name a report in JSON.");
    throw error;
  }
}

/** Of one component only what is new about it. */
function compared(report: DetectionReport, last: DetectionReport | null): DetectionReport {
  if (last === null) return report;
  const ids = new Set(report.components.map(({ id }) => id));
  const news = newsSince(last, report.components);
  return { ...report, since_last: { ...news, settled: news.settled.filter((id) => ids.has(id)) } };
}

/** Files that a run writes besides its answer. A part of the components is no run to compare the next one with. */
function keep({ resolved, only, reports }: DetectionRun, report: DetectionReport): void {
  if (only === null) write(lastFile(resolved), renderDetection(report, "json"));
  const { projectDir } = resolved.settings;
  for (const file of reports)
    write(isAbsolute(file) ? file : resolve(projectDir, file), renderDetection(report, formOfFile(file)));
}

/** Looks once. */
export async function runDetection(run: DetectionRun): Promise<DetectionReport> {
  for (const file of run.reports) formOfFile(file);
  const last = lastReport(run);
  const { resolved, gitFolder, withCluster, bundle, refresh, progress } = run;
  const prepared = await prepareDetection({
    ...resolved,
    clock: systemClock,
    env: process.env,
    gitFolder,
    withCluster,
    bundle,
    refresh,
    progress,
  });
  try {
    const found = await detect({ ...prepared.request, only: run.only }, prepared.world);
    const report = compared(found.report, last);
    if (run.writeBundle !== undefined)
      writeBundle(run.writeBundle, prepared.recorder.bundle(prepared.world.now));
    keep(run, report);
    return report;
  } finally {
    prepared.close();
  }
}
