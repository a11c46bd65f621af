import { describeFinding, type Finding } from "../domain/finding";
import type { NoPlan, Reason, Solution, SolvedPlan, SolvedStage, SolvedStep } from "../domain/solver";
import { plain, type Style } from "./style";

const titleOf = ({ kind, component }: SolvedStep): string =>
  kind === "chart" ? component : { k3s: "k3s", flux: "Flux", longhorn: "Longhorn" }[kind];

const UNDO: Readonly<Record<SolvedStep["undo"], string>> = {
  revert: "undone by a commit",
  restore: "undone by the backup",
  never: "cannot be undone",
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function headOf(step: SolvedStep): string {
  if (step.action === "update") return `${titleOf(step)} ${step.from} -> ${step.to}`;
  const at = `${titleOf(step)} stays at ${step.to}`;
  return step.action === "edit"
    ? `edit API versions in Git (${at})`
    : `migrate stored and live objects (${at})`;
}

function changeLines({ changes, bundles }: SolvedStep): string[] {
  return [
    ...changes.map(({ place, from, to, count }) => {
      const objects = count === null ? "" : `${count} objects, `;
      return `${from} becomes ${to.split(" ")[0]} (${objects}${place === "git" ? "in Git" : place})`;
    }),
    ...bundles.map(({ name, from, to }) => `carries ${name} ${from} -> ${to}`),
  ];
}

const LEADS: Readonly<Record<Reason["relation"], (step: number | null) => string>> = {
  goal: () => "",
  stop: (step) => `a stop before step ${step}: `,
  prepares: (step) => `prepares step ${step}: `,
  after: (step) => `only after step ${step}: `,
  before: (step) => `before step ${step}: `,
  safety: () => "nothing demands this place: ",
};

const reasonLine = ({ relation, step, text }: Reason): string => `${LEADS[relation](step)}${text}`;

function stepLines(step: SolvedStep, style: Style): string[] {
  const kind = step.action === "update" ? `${step.bump}; ${UNDO[step.undo]}` : UNDO[step.undo];
  const head = `  ${String(step.index).padStart(3)}. ${headOf(step)}  ${style.dim(`(${kind})`)}`;
  const details = [...changeLines(step), ...step.reasons.map(reasonLine)];
  return [head, ...details.map((line) => style.dim(`       ${line}`))];
}

function stageTitle({ index, kind, k3s, steps }: SolvedStage): string {
  const names = [...new Set(steps.map(titleOf))];
  const what = kind === "chart" && names.length > 1 ? counted(names.length, "chart") : names[0];
  return `Stage ${index}: ${what}${kind === "k3s" ? "" : `, on k3s ${k3s}`}`;
}

function stageLines(stage: SolvedStage, style: Style): string[] {
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

function withPlan({ stages, moves, findings }: SolvedPlan, style: Style): string[] {
  const steps = stages.flatMap((stage) => stage.steps);
  const head =
    steps.length === 0
      ? `${style.green("✓")} everything is where it should be, nothing to do`
      : style.bold(
          `${counted(moves.length, "component")} in ${counted(steps.length, "step")} and ${counted(stages.length, "stage")}`,
        );
  return [
    head,
    ...stages.flatMap((stage) => stageLines(stage, style)),
    ...section(style.bold("Findings"), findingLines(findings)),
  ];
}

/** The facts of the core are told first and apart: without any one of them there would be a plan. */
function withoutPlan({ core, findings }: NoPlan, style: Style): string[] {
  const [forbid, others] = [findings.slice(0, core.length), findings.slice(core.length)];
  return [
    style.red("✗ there is no order in which every rule holds after every step"),
    ...section(
      style.bold("These facts together forbid it; without any one of them there is a plan"),
      findingLines(forbid),
    ),
    ...section(style.bold("Findings"), findingLines(others)),
  ];
}

/** The stages with their reasons, as people read them. */
export const solvedPlanText = (solution: Solution, style: Style = plain): string =>
  ("plan" in solution ? withPlan(solution.plan, style) : withoutPlan(solution.none, style)).join("\n");
