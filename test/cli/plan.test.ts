import { planExitCode } from "../../cli/actions/plan";
import { reportPlan } from "../../domain/planning/report-plan";
import { type Problem, solve } from "../../domain/solver";
import { candidate, component, policy, problem } from "../domain/solver/fixtures";
import { k3s, ladder } from "../domain/solver/ladder";

const report = (asked: Problem) =>
  reportPlan({ cluster: "home", now: asked.now, problem: asked, solution: solve(asked), findings: [] });

const mute = component("apps/old", "chart", [candidate("1.0.0", { kubeVersion: "<1.34.0-0" })], {
  unknown: "no answer",
});
const stuck = problem([k3s(), mute], { policy: policy({ desired: { k3s: "v1.34.6+k3s1" } }) });

test.each([
  ["there is no order", report(stuck), 8, 8],
  ["there is something to do", report(ladder()), 3, 0],
  ["not all is known", report(problem([k3s(), mute])), 10, 0],
  ["there is nothing to do", report(problem([k3s()])), 0, 0],
])("when %s, scripts learn it from the code that they ask for", (_when, found, asked, unasked) => {
  expect(planExitCode(found, true)).toBe(asked);
  expect(planExitCode(found, false)).toBe(unasked);
});
