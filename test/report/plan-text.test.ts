import { stripVTControlCharacters } from "node:util";
import type { UpgradePlan } from "../../domain/plan";
import { planUpgrade } from "../../domain/plan-upgrade";
import { planText } from "../../report/plan-text";
import { plain } from "../../report/style";
import { renderTable } from "../../report/table";
import { budget, config, inventory, node, pod, release, server } from "../domain/fixtures";

const now = new Date("2026-06-01T10:00:00Z");
const asset = { arch: "amd64", url: "https://example.org/k3s", sha256: "a".repeat(64) };

function plan(
  over: Parameters<typeof inventory>[0] = {},
  configured: Record<string, unknown> = {},
): UpgradePlan {
  return planUpgrade({
    config: config(configured),
    inventory: inventory(over),
    releases: ["v1.35.4+k3s1", "v1.36.2+k3s1"].map((version) => release(version)),
    channels: [],
    now,
    assets: [asset],
  });
}

const linesOf = (text: string): string[] => text.split("\n");
const section = (text: string, title: string): string[] => {
  const lines = linesOf(text);
  const from = lines.indexOf(title);
  if (from < 0) return [];
  const end = lines.indexOf("", from);
  return lines.slice(from + 1, end < 0 ? undefined : end);
};

describe("a plan with work to do", () => {
  const text = planText(plan({ pods: [pod({ name: "web-1" }), pod({ name: "bare", owner: null })] }));

  test("begins with where it goes and names its stages", () => {
    expect(linesOf(text)[0]).toBe("home: k3s v1.35.4+k3s1 -> v1.36.2+k3s1 in one stage");
    expect(linesOf(text)[1]).toMatch(/^ {2}next {2}1\. v1\.35\.4\+k3s1 -> v1\.36\.2\+k3s1 {2}\(minor; .+\)$/);
  });

  test("lists the nodes in the order in which they are taken", () => {
    const [head, ...rows] = section(text, "Nodes, in this order");

    expect(head?.trim().split(/ {2,}/)).toEqual(["NODE", "ROLE", "FROM", "TO", "PODS", "EVICTS", "TIME"]);
    expect(rows.map((row) => row.trim().split(/\s+/)[0])).toEqual(["server-1", "agent-1", "agent-2"]);
  });

  test("says what is lost and what goes down", () => {
    const notes = section(text, "What the drains do");

    expect(notes).toContain("  ! agent-1: nothing recreates shop/bare");
    expect(notes.join("\n")).toMatch(/agent-1: Deployment shop\/web has its only replica here/);
  });

  test("says how it is undone, how long it takes and which plan it is", () => {
    expect(section(text, "If it must be undone").length).toBeGreaterThan(0);
    expect(linesOf(text).at(-1)).toMatch(/^Expected duration ~\S.*; plan [0-9a-f]{12}$/);
  });

  test("holds no control character without a style", () => {
    expect(text).not.toContain("\u001b");
    expect(planText(plan(), plain)).toBe(planText(plan()));
  });
});

test("a budget that blocks is named with its pods", () => {
  const blocked = { pods: [pod({ name: "web-1" })], budgets: [budget({ disruptionsAllowed: 0 })] };

  expect(section(planText(plan(blocked)), "What the drains do").join("\n")).toMatch(
    /agent-1: shop\/web blocks shop\/web-1 \(no disruption is allowed/,
  );
});

test("a cluster that is where it should be gets one line and no sections", () => {
  const nodes = [server({ version: "v1.36.2+k3s1" }), node({ name: "agent-1", version: "v1.36.2+k3s1" })];

  const text = planText(plan({ nodes, apiServerVersion: "v1.36.2+k3s1" }));

  expect(linesOf(text)[0]).toBe("✓ home: every node runs v1.36.2+k3s1, nothing to do");
  expect(text).not.toMatch(/in this order|undone|Expected duration/);
});

test("a version that no path leads to is not called done", () => {
  const text = planText(plan({}, { versions: { k3s: "v1.34.1+k3s1" } }));

  expect(linesOf(text)[0]).toMatch(/^✗ home: no way from v1\.35\.4\+k3s1 to v1\.34\.1\+k3s1$/);
});

test("the same finding about several nodes is said once, with all of them", () => {
  const findings = ["node a", "node b"].map((subject) => ({
    code: "CLOCK_SKEW",
    severity: "warning" as const,
    subject,
    message: "is off",
    next: "set it.",
  }));

  const lines = section(planText({ ...plan(), findings }), "Findings");

  expect(lines).toEqual(["  ! CLOCK_SKEW node a, node b: is off Next: set it."]);
});

test("a finding shows its weight by a sign, not by colour alone", () => {
  const findings = (["blocker", "warning", "info"] as const).map((severity) => ({
    code: severity.toUpperCase(),
    severity,
    subject: "x",
    message: "y",
    next: "",
  }));

  expect(section(planText({ ...plan(), findings }), "Findings")).toEqual([
    "  ✗ BLOCKER x: y",
    "  ! WARNING x: y",
    "  - INFO x: y",
  ]);
});

describe("a table", () => {
  test("has columns as wide as their widest word and no trailing blanks", () => {
    expect(
      renderTable(
        ["A", "LONG HEAD", "C"],
        [
          ["wide cell", "x", ""],
          ["y", "z", "end"],
        ],
      ),
    ).toEqual(["A          LONG HEAD  C", "wide cell  x", "y          z          end"]);
  });

  test("without rows is its head", () => {
    expect(renderTable(["A", "B"], [])).toEqual(["A  B"]);
  });

  test("measures words, not the characters that colour them", () => {
    const red = { ...plain, bold: (text: string) => `\u001b[1m${text}\u001b[22m` };

    const [head = ""] = renderTable(["A", "B"], [["long", "x"]], red);

    expect(stripVTControlCharacters(head)).toBe("A     B");
  });
});
