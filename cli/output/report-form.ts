import { extname } from "node:path";
import { stringify } from "yaml";
import type { DetectionReport } from "../../domain/detect/report";
import { usage } from "../../domain/errors";
import { detectionHtml } from "../../report/detect-html";
import { detectionMarkdown } from "../../report/detect-markdown";
import { detectionText } from "../../report/detect-text";
import type { Style } from "../../report/style";

export const REPORT_FORMS = ["text", "json", "yaml", "markdown", "html"] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

const BY_ENDING: Readonly<Record<string, ReportForm>> = {
  ".txt": "text",
  ".json": "json",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".md": "markdown",
  ".html": "html",
};

/** Throws before anything is looked at, not after. */
export function formOfFile(file: string): ReportForm {
  const form = BY_ENDING[extname(file).toLowerCase()];
  if (form !== undefined) return form;
  const accepted = Object.keys(BY_ENDING).join(", ");
  throw usage(
    "REPORT_FORM_UNKNOWN",
    `${file} has no ending that names a form; accepted: ${accepted}.`,
    "rename it.",
  );
}

/** How a kind of report reads where people look at it. */
export type ForPeople = Readonly<Record<Exclude<ReportForm, "json" | "yaml">, () => string>>;

/** A report in one of its forms, without a line break at the end. */
export function renderReport(report: object, form: ReportForm, people: ForPeople): string {
  const write: Readonly<Record<ReportForm, () => string>> = {
    ...people,
    json: () => JSON.stringify(report, null, 2),
    yaml: () => stringify(report, { lineWidth: 0, aliasDuplicateObjects: false }),
  };
  return write[form]().trimEnd();
}

export const renderDetection = (report: DetectionReport, form: ReportForm, style?: Style): string =>
  renderReport(report, form, {
    text: () => detectionText(report, style),
    markdown: () => detectionMarkdown(report),
    html: () => detectionHtml(report),
  });
