import { type Problem, type Solution, solve } from "../domain/solver";
import { atMost, type Figure, figure, median } from "./measure";
import { largeProblem } from "./solver-problem";

const RUNS = 9;
const GOAL_SECONDS = 0.2;

interface Timed {
  readonly seconds: number;
  /** Of the processor, its helpers for collecting garbage included; on a busy machine it says more. */
  readonly processor: number;
  readonly solution: Solution;
}

function timed(problem: Problem): Timed {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const solution = solve(problem);
  const { user, system } = process.cpuUsage(used);
  return { seconds: (performance.now() - began) / 1000, processor: (user + system) / 1e6, solution };
}

function stepsOf(solution: Solution): number {
  if ("plan" in solution) return solution.plan.stages.reduce((sum, { steps }) => sum + steps.length, 0);
  throw new Error(`there should be a plan: ${JSON.stringify(solution.none.findings)}`);
}

/** The same problem with one chart that accepts no Kubernetes on the way. */
function impossible(problem: Problem): Problem {
  const components = problem.components.map((it) =>
    it.id === "apps/chart-123"
      ? { ...it, candidates: it.candidates.map((candidate) => ({ ...candidate, kubeVersion: ">=1.99.0-0" })) }
      : it,
  );
  return { ...problem, components };
}

/** Needs no cluster. The first run counts as well: the command solves once. */
export function solverFigures(): Figure[] {
  const first = timed(largeProblem());
  const runs = Array.from({ length: RUNS }, () => timed(largeProblem()));
  const none = timed(impossible(largeProblem()));
  return [
    figure("solver: steps of 4 components with 10 hops and 500 charts", stepsOf(first.solution), "steps"),
    figure("solver: the first plan of the process", first.seconds, "s"),
    atMost("solver: a plan, median", median(runs.map(({ seconds }) => seconds)), "s", GOAL_SECONDS),
    figure(
      "solver: the same, least processor time of the runs",
      Math.min(...runs.map(({ processor }) => processor)),
      "s",
    ),
    figure("solver: the facts that forbid a plan, one chart of 500", none.seconds, "s"),
  ];
}

if (require.main === module) {
  for (const { name, value, unit, goal, met } of solverFigures()) {
    const verdict = goal === null ? "" : `  goal ${goal}: ${met ? "met" : "not met"}`;
    process.stdout.write(`${name.padEnd(58)} ${String(value).padStart(8)} ${unit}${verdict}\n`);
  }
}
