import type { Finding } from "../finding";
import { dependencyMap, type Problem, type Solution, type SolvedStage } from "../solver";
import { type NextStep, nextStep, type Performer, performerOf } from "./next-step";
import { PLAN_SCHEMA, type PlanReport } from "./plan-report";
import { headOf } from "./step-text";

export const ADVICE: Readonly<Record<Performer, string>> = {
  up: "gitops-update up performs it.",
  propose: "gitops-update propose makes the commit; when Flux has applied it, plan again.",
  hand: "it is done by hand, with the tools of the component; then plan again.",
};

export interface ReportedPlan {
  readonly cluster: string;
  readonly now: Date;
  readonly problem: Problem;
  readonly solution: Solution;
  readonly findings: readonly Finding[];
}

const plain = ({ code, severity, subject, message, next }: Finding) => ({
  code,
  severity,
  subject,
  message,
  next,
});

const nextOf = (next: NextStep | null): PlanReport["next"] =>
  next === null
    ? null
    : { by: next.by, step: next.step.index, text: headOf(next.step), advice: ADVICE[next.by] };

/** Plain copies: what is handed in cannot be changed through the report. */
const stageOf = (stage: SolvedStage): PlanReport["stages"][number] => ({
  ...stage,
  before: [...stage.before],
  after: [...stage.after],
  steps: stage.steps.map((step) => ({
    ...step,
    by: performerOf(step),
    changes: step.changes.map((it) => ({ ...it, examples: [...it.examples] })),
    bundles: step.bundles.map((it) => ({ ...it })),
    reasons: step.reasons.map((it) => ({ ...it, facts: [...it.facts] })),
  })),
});

function mapOf(problem: Problem): PlanReport["map"] {
  const { nodes, edges, free } = dependencyMap(problem);
  return { nodes: [...nodes], edges: [...edges], free: [...free] };
}

/** Puts a solution into the words of the report. */
export function reportPlan({ cluster, now, problem, solution, findings }: ReportedPlan): PlanReport {
  const base = {
    schema: PLAN_SCHEMA,
    timestamp: now.toISOString(),
    cluster,
    unknown: problem.components.filter((it) => it.unknown !== null).map(({ id }) => id),
    map: mapOf(problem),
  } as const;
  if ("none" in solution) {
    const { core, findings: own } = solution.none;
    const all = [...own, ...findings].map(plain);
    return {
      ...base,
      possible: false,
      next: null,
      stages: [],
      moves: [],
      forbiddenBy: [...core],
      findings: all,
    };
  }
  const { plan } = solution;
  return {
    ...base,
    possible: true,
    next: nextOf(nextStep(plan)),
    stages: plan.stages.map(stageOf),
    moves: plan.moves.map((it) => ({ ...it })),
    forbiddenBy: [],
    findings: [...plan.findings, ...findings].map(plain),
  };
}
