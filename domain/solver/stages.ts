import type { Course } from "./course";
import { RULES } from "./rules";
import type { SolvedStage, SolvedStep } from "./solved-plan";

/** Preparations belong to the update that they are for; charts that are updated at one point share a stage. */
const continues = (before: SolvedStep, next: SolvedStep): boolean =>
  next.kind === "chart" && before.kind === "chart"
    ? true
    : before.component === next.component && before.action !== "update";

/** The steps of a plan, in stages. */
export function stagesOf(steps: readonly SolvedStep[], course: Course, k3s: string): SolvedStage[] {
  const groups: SolvedStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && continues(before, step)) last.push(step);
    else groups.push([step]);
  }
  return groups.map((own, i) => {
    const [first] = own;
    const rule = RULES[first?.kind ?? "chart"];
    const updates = own.some(({ action }) => action === "update");
    return {
      index: i + 1,
      kind: rule.kind,
      k3s: course.textBefore(k3s, (first?.index ?? 1) - 1),
      steps: own,
      before: updates ? rule.before : [],
      after: updates ? rule.after : [],
    };
  });
}
