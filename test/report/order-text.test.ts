import { reportPlan } from "../../domain/planning/report-plan";
import { type Problem, solve } from "../../domain/solver";
import { orderText } from "../../report/order-text";
import { candidate, component, policy, problem } from "../domain/solver/fixtures";
import { k3s, ladder } from "../domain/solver/ladder";

const told = (asked: Problem): string =>
  orderText(
    reportPlan({ cluster: "home", now: asked.now, problem: asked, solution: solve(asked), findings: [] }),
  );

const lines = (text: string): string[] => text.split("\n");

test("tells the stages with their reasons", () => {
  const text = lines(told(ladder()));
  expect(text[0]).toBe("3 components in 9 steps and 8 stages");
  expect(text).toContain("Stage 1: Flux, on k3s v1.33.10+k3s1");
  expect(text).toContain("    4. Flux v2.8.8 -> v2.9.4  (minor; undone by a commit; propose)");
  expect(text).toContain("       only after step 2: Flux v2.9.4 needs Kubernetes >=1.34.0-0, <1.37.0-0");
  expect(text).toContain(
    "    3. migrate stored and live objects (Flux stays at v2.8.8)  (cannot be undone; by hand)",
  );
  expect(text).toContain(
    "       image.toolkit.fluxcd.io/v1beta2 ImagePolicy becomes image.toolkit.fluxcd.io/v1 (stored)",
  );
  expect(text).toContain(
    "       nothing demands this place: data depends on it, so lighter steps come first",
  );
  expect(text).toContain("  after  upgrade the engines of all volumes before the next step of Longhorn");
});

test("charts of one point share a stage", () => {
  const charts = ["a", "b"].map((id) => component(id, "chart", ["1.0.0", "1.1.0"]));
  const desired = { a: "1.1.0", b: "1.1.0" };
  const text = lines(told(problem([k3s(), ...charts], { policy: policy({ desired }) })));
  expect(text[0]).toBe("2 components in 2 steps and 1 stage");
  expect(text).toContain("Stage 1: 2 charts, on k3s v1.33.10+k3s1");
});

test("says that there is nothing to do", () => {
  expect(told(problem([k3s()]))).toBe("✓ everything is where it should be, nothing to do");
});

test("nothing to do is not said of what could not be asked for", () => {
  const chart = component("apps/old", "chart", ["1.0.0"], { unknown: "the registry does not answer" });
  expect(told(problem([k3s(), chart])).split("\n")[0]).toBe(
    "! nothing to do that is known of, but of 1 component newer versions could not be asked for",
  );
});

test("tells the facts that forbid a plan apart from what else should be known", () => {
  const chart = component("apps/old", "chart", [candidate("1.0.0", { kubeVersion: "<1.34.0-0" })], {
    unknown: "the registry does not answer",
  });
  const desired = { k3s: "v1.34.6+k3s1", "apps/old": "1.1.0" };
  const text = lines(told(problem([k3s(), chart], { policy: policy({ desired }) })));
  expect(text[0]).toBe("✗ there is no order in which every rule holds after every step");
  const others = text.indexOf("Findings");
  expect(text.findIndex((line) => line.includes("PLAN_RANGE apps/old 1.0.0"))).toBeLessThan(others);
  expect(text.findIndex((line) => line.includes("PLAN_HELD"))).toBeGreaterThan(others);
});
