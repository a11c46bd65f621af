import type { PlanReport } from "../domain/planning/plan-report";
import { headOf, reasonText } from "../domain/planning/step-text";
import { escapeHtml, list, page } from "./html";
import { mapSvg } from "./map-svg";
import { changeLines, orderHeadline, stageTitle, UNDO } from "./order-text";

type Stage = PlanReport["stages"][number];
type Step = Stage["steps"][number];

const BY: Readonly<Record<Step["by"], readonly [string, string]>> = {
  up: ["up", "green"],
  propose: ["propose", "blue"],
  hand: ["by hand", "amber"],
};

const tag = ([label, colour]: readonly [string, string]): string =>
  `<span class="tag ${colour}">${escapeHtml(label)}</span>`;

function stepItem(step: Step): string {
  const undo = tag([UNDO[step.undo], step.undo === "never" ? "red" : ""]);
  const details = [...changeLines(step), ...step.reasons.map(reasonText)].map(escapeHtml);
  return `<b>${step.index}. ${escapeHtml(headOf(step))}</b> ${tag(BY[step.by])} ${undo}${list(details)}`;
}

function stageSection(stage: Stage): string {
  const around = (label: string, lines: readonly string[]): string =>
    lines.map((line) => `<p class="soft">${label}: ${escapeHtml(line)}</p>`).join("");
  return `<section><h2>${escapeHtml(stageTitle(stage))}</h2>${around("Before", stage.before)}${stage.steps
    .map((step) => `<p>${stepItem(step)}</p>`)
    .join("")}${around("After", stage.after)}</section>`;
}

const COLOURS = { blocker: "red", warning: "amber", info: "" } as const;

function findingItem({ severity, code, subject, message, next }: PlanReport["findings"][number]): string {
  const advice = next === "" ? "" : ` <span class="soft">Next: ${escapeHtml(next)}</span>`;
  return `${tag([severity, COLOURS[severity]])} <code>${escapeHtml(code)}</code> ${escapeHtml(subject)}: ${escapeHtml(message)}${advice}`;
}

function first({ next }: PlanReport): string {
  if (next === null) return "";
  return `<section class="first"><h2 style="margin-top:0">Next</h2><p><b>${escapeHtml(next.text)}</b></p><p>${escapeHtml(next.advice)}</p></section>`;
}

/** One page that needs nothing else: what comes next, the stages with their reasons, and the map. */
export function orderHtml(report: PlanReport): string {
  const { cluster, timestamp, findings, stages } = report;
  const section = (title: string, content: string): string =>
    content === "" ? "" : `<section><h2>${title}</h2>${content}</section>`;
  const body = [
    `<h1>${escapeHtml(cluster)}: ${escapeHtml(orderHeadline(report))}</h1>`,
    `<p class="soft">${escapeHtml(timestamp)}</p>`,
    first(report),
    ...stages.map(stageSection),
    section("Findings", list(findings.map(findingItem))),
    section("What depends on what", mapSvg(report.map)),
  ];
  return page(`${cluster}: plan`, body.join("\n"));
}
