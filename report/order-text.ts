import { describeFinding, type Finding } from "../domain/finding";
import type { PlanReport } from "../domain/planning/plan-report";
import { headOf, reasonText, titleOf } from "../domain/planning/step-text";
import { plain, type Style } from "./style";

type Stage = PlanReport["stages"][number];
type Step = Stage["steps"][number];

export const UNDO: Readonly<Record<Step["undo"], string>> = {
  revert: "undone by a commit",
  restore: "undone by the backup",
  never: "cannot be undone",
};

/** What people do with a step, in a word. */
const BY: Readonly<Record<Step["by"], string>> = { up: "up", propose: "propose", hand: "by hand" };

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

export function changeLines({ changes, bundles }: Step): string[] {
  return [
    ...changes.map(({ place, from, to, count }) => {
      const objects = count === null ? "" : `${count} objects, `;
      return `${from} becomes ${to.split(" ")[0]} (${objects}${place === "git" ? "in Git" : place})`;
    }),
    ...bundles.map(({ name, from, to }) => `carries ${name} ${from} -> ${to}`),
  ];
}

function stepLines(step: Step, style: Style): string[] {
  const undo = `${UNDO[step.undo]}; ${BY[step.by]}`;
  const kind = step.action === "update" ? `${step.bump}; ${undo}` : undo;
  const head = `  ${String(step.index).padStart(3)}. ${headOf(step)}  ${style.dim(`(${kind})`)}`;
  const details = [...changeLines(step), ...step.reasons.map(reasonText)];
  return [head, ...details.map((line) => style.dim(`       ${line}`))];
}

export function stageTitle({ index, kind, k3s, steps }: Stage): string {
  const names = [...new Set(steps.map(titleOf))];
  const what = kind === "chart" && names.length > 1 ? counted(names.length, "chart") : names[0];
  return `Stage ${index}: ${what}${kind === "k3s" ? "" : `, on k3s ${k3s}`}`;
}

function stageLines(stage: Stage, style: Style): string[] {
  return [
    "",
    style.bold(stageTitle(stage)),
    ...stage.before.map((line) => `  ${style.yellow("before")} ${line}`),
    ...stage.steps.flatMap((step) => stepLines(step, style)),
    ...stage.after.map((line) => `  ${style.yellow("after")}  ${line}`),
  ];
}

const findingLines = (findings: readonly Finding[]): string[] =>
  findings.map((it) => `  ${describeFinding(it)}`);

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines];

function nextLines({ next, stages }: PlanReport, style: Style): string[] {
  if (next === null) return [];
  const more = stages.length > 1 ? `, ${counted(stages.length - 1, "stage")} after it` : "";
  return section(style.bold("Next"), [`  ${next.text}${more}: ${next.advice}`]);
}

export function orderHeadline({ stages, moves, possible, unknown }: PlanReport): string {
  if (!possible) return "there is no order in which every rule holds after every step";
  const steps = stages.flatMap((stage) => stage.steps);
  if (steps.length === 0 && unknown.length > 0)
    return `nothing to do that is known of, but of ${counted(unknown.length, "component")} newer versions could not be asked for`;
  if (steps.length === 0) return "everything is where it should be, nothing to do";
  return `${counted(moves.length, "component")} in ${counted(steps.length, "step")} and ${counted(stages.length, "stage")}`;
}

function headLines(report: PlanReport, style: Style): string[] {
  const headline = orderHeadline(report);
  if (report.stages.length > 0) return [style.bold(headline)];
  return [`${report.unknown.length > 0 ? style.yellow("!") : style.green("✓")} ${headline}`];
}

function withOrder(report: PlanReport, style: Style): string[] {
  return [
    ...headLines(report, style),
    ...report.stages.flatMap((stage) => stageLines(stage, style)),
    ...nextLines(report, style),
    ...section(style.bold("Findings"), findingLines(report.findings)),
  ];
}

/** The facts that forbid it are told first and apart: without any one of them there would be a plan. */
function withoutOrder(report: PlanReport, style: Style): string[] {
  const { forbiddenBy, findings } = report;
  const [forbid, others] = [findings.slice(0, forbiddenBy.length), findings.slice(forbiddenBy.length)];
  return [
    style.red(`✗ ${orderHeadline(report)}`),
    ...section(
      style.bold("These facts together forbid it; without any one of them there is a plan"),
      findingLines(forbid),
    ),
    ...section(style.bold("Findings"), findingLines(others)),
  ];
}

/** The stages with their reasons, as people read them. */
export const orderText = (report: PlanReport, style: Style = plain): string =>
  (report.possible ? withOrder(report, style) : withoutOrder(report, style)).join("\n");
