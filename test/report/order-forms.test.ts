import { reportPlan } from "../../domain/planning/report-plan";
import { solve } from "../../domain/solver";
import { mapSvg } from "../../report/map-svg";
import { orderHtml } from "../../report/order-html";
import { orderMarkdown } from "../../report/order-markdown";
import { component, policy, problem } from "../domain/solver/fixtures";
import { k3s, ladder } from "../domain/solver/ladder";

const report = (asked = ladder()) =>
  reportPlan({ cluster: "home", now: asked.now, problem: asked, solution: solve(asked), findings: [] });

const count = (text: string, part: string): number => text.split(part).length - 1;

test("Markdown has every stage, its steps with reasons, and the map for whoever draws it", () => {
  const text = orderMarkdown(report());
  expect(text).toMatch(/^# home: 3 components in 9 steps and 8 stages\n/);
  expect(count(text, "\n## Stage ")).toBe(8);
  expect(text).toContain("4. **Flux v2.8.8 -\\> v2.9.4** (propose; undone by a commit)");
  expect(text).toContain("only after step 2: Flux v2.9.4 needs Kubernetes \\>=1.34.0-0, \\<1.37.0-0");
  expect(text).toContain("```mermaid\nflowchart LR\n");
});

test("the page has every stage and a map without a script", () => {
  const html = orderHtml(report());
  expect(count(html, "<h2>Stage ")).toBe(8);
  expect(html).toContain("<h2>What depends on what</h2>");
  expect(count(html, '<rect class="flux"')).toBe(1);
  expect(html).toContain("v2.6.4 → v2.9.4");
  expect(html).not.toContain("<script");
});

test("foreign names cannot become markup", () => {
  const evil = component("<img src=x>|`a`", "chart", ["1.0.0", "1.1.0"]);
  const asked = problem([k3s(), evil], { policy: policy({ desired: { [evil.id]: "1.1.0" } }) });
  expect(orderHtml(report(asked))).not.toContain("<img");
  expect(orderMarkdown(report(asked))).not.toMatch(/[^\\]<img/);
});

test("every edge between boxes that are there is drawn, and none to what is not installed", () => {
  const box = (id: string) => ({ id, kind: "chart" as const, name: id, from: "1.0.0", to: "1.0.0" });
  const edge = (to: string) => ({ from: "a", to, kind: "requires" as const, label: ">=1" });
  const svg = mapSvg({ nodes: [box("a"), box("b")], edges: [edge("b"), edge("gone")], free: ["c"] });
  expect(count(svg, '<path class="edge requires"')).toBe(1);
  expect(svg).toContain("1 more chart accepts");
  expect(mapSvg({ nodes: [], edges: [], free: [] })).toBe("");
});
