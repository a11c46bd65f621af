import fc from "fast-check";
import { RULES } from "../../../domain/solver/rules";
import { solve } from "../../../domain/solver/solve";
import type { SolvedStep } from "../../../domain/solver/solved-plan";
import { anyProblem, shuffled } from "./generate";
import { firstBreach, shortest, start, successors } from "./naive";
import { relaxed } from "./relax";

/** More for a longer look: SOLVER_RUNS=5000. */
const RUNS = Number(process.env.SOLVER_RUNS ?? 120);

test("a plan breaks no rule at any step, and is as short as any", () => {
  let plans = 0;
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const solution = solve(problem);
      const length = shortest(problem);
      if ("none" in solution) {
        expect(length).toBeNull();
        return;
      }
      plans += 1;
      expect(firstBreach(problem, solution.plan)).toBeNull();
      expect(solution.plan.stages.flatMap(({ steps }) => steps)).toHaveLength(length ?? -1);
    }),
    { numRuns: RUNS },
  );
  // Worlds of which hardly any can be planned would test little.
  expect(plans).toBeGreaterThan(RUNS / 5);
});

test("the facts that forbid a plan do so by themselves, and each of them is needed", () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const solution = solve(problem);
      fc.pre("none" in solution);
      if (!("none" in solution)) return;
      const { core } = solution.none;
      const lengthWith = (facts: readonly string[]): number | null => {
        const off = (fact: string): boolean => !facts.includes(fact);
        return shortest(relaxed(problem, off), off);
      };
      expect(core).not.toHaveLength(0);
      expect(lengthWith(core)).toBeNull();
      for (const fact of core) expect(lengthWith(core.filter((it) => it !== fact))).not.toBeNull();
      expect(solution.none.findings.slice(0, core.length).every(({ next }) => next !== "")).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test("the order in which a problem is told changes nothing", () => {
  const twice = anyProblem.chain((problem) => fc.tuple(fc.constant(problem), shuffled(problem)));
  fc.assert(
    fc.property(twice, ([problem, other]) => {
      expect(solve(other)).toEqual(solve(problem));
    }),
    { numRuns: RUNS },
  );
});

const weightOf = ({ kind, bump }: SolvedStep): number =>
  bump === "minor" || bump === "major" ? RULES[kind].weights.minor : RULES[kind].weights.patch;

test("no update stands right before a lighter one that could as well come first", () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const solution = solve(problem);
      fc.pre("plan" in solution);
      if (!("plan" in solution)) return;
      const steps = solution.plan.stages.flatMap((stage) => stage.steps);
      let state = start(problem);
      const next = (from: typeof state, { component, action, to }: SolvedStep) =>
        successors(problem, from).find(
          ({ step }) => step.component === component && step.action === action && step.to === to,
        )?.state;
      for (const [i, step] of steps.entries()) {
        const follower = steps[i + 1];
        const swaps = follower !== undefined && step.action === "update" && follower.action === "update";
        if (swaps && step.component !== follower.component && weightOf(step) > weightOf(follower)) {
          const early = next(state, follower);
          expect(early === undefined ? undefined : next(early, step)).toBeUndefined();
        }
        state = next(state, step) ?? state;
      }
    }),
    { numRuns: RUNS },
  );
});
