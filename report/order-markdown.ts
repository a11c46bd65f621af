import type { PlanReport } from "../domain/planning/plan-report";
import { headOf, reasonText } from "../domain/planning/step-text";
import { dependencyMapText } from "./dependency-map";
import { cell, code } from "./markdown";
import { changeLines, orderHeadline, stageTitle, UNDO } from "./order-text";

type Stage = PlanReport["stages"][number];

function stepLines(step: Stage["steps"][number]): string[] {
  const details = [...changeLines(step), ...step.reasons.map(reasonText)].map((line) => `   - ${cell(line)}`);
  return [`${step.index}. **${cell(headOf(step))}** (${step.by}; ${UNDO[step.undo]})`, ...details];
}

const stageLines = (stage: Stage): string[] => [
  "",
  `## ${cell(stageTitle(stage))}`,
  "",
  ...stage.before.map((line) => `Before: ${cell(line)}\n`),
  ...stage.steps.flatMap(stepLines),
  ...(stage.after.length === 0 ? [] : ["", ...stage.after.map((line) => `After: ${cell(line)}`)]),
];

const findingLines = ({ findings }: PlanReport): string[] =>
  findings.map(
    ({ severity, code: name, subject, message, next }) =>
      `- ${severity} ${code(name)} ${cell(subject)}: ${cell(message)}${next === "" ? "" : ` Next: ${cell(next)}`}`,
  );

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines];

/** For a pull request or a wiki; GitHub and many others draw the map. */
export function orderMarkdown(report: PlanReport): string {
  const { cluster, next } = report;
  return [
    `# ${cell(cluster)}: ${orderHeadline(report)}`,
    ...(next === null ? [] : ["", `Next: ${cell(next.text)}. ${cell(next.advice)}`]),
    ...report.stages.flatMap(stageLines),
    ...section("Findings", findingLines(report)),
    ...section("What depends on what", ["```mermaid", dependencyMapText(report.map), "```"]),
  ].join("\n");
}
