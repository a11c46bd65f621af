import type { LabelSelector } from "../../domain/facts";
import { matches } from "../../domain/label-selector";

const selector = (over: Partial<LabelSelector>): LabelSelector => ({
  matchLabels: {},
  matchExpressions: [],
  ...over,
});
const expression = (operator: "In" | "NotIn" | "Exists" | "DoesNotExist", values: string[] = []) =>
  selector({ matchExpressions: [{ key: "tier", operator, values }] });

test.each<[string, LabelSelector | null, Record<string, string>, boolean]>([
  ["no selector", null, { app: "web" }, false],
  ["an empty selector", selector({}), {}, true],
  ["an equal label", selector({ matchLabels: { app: "web" } }), { app: "web", x: "y" }, true],
  ["another value", selector({ matchLabels: { app: "web" } }), { app: "db" }, false],
  ["a missing label", selector({ matchLabels: { app: "web" } }), {}, false],
  ["one of two", selector({ matchLabels: { app: "web", tier: "a" } }), { app: "web" }, false],
  ["a name that every object inherits", selector({ matchLabels: { constructor: "x" } }), {}, false],
  ["In, listed", expression("In", ["a", "b"]), { tier: "b" }, true],
  ["In, not listed", expression("In", ["a", "b"]), { tier: "c" }, false],
  ["In, missing", expression("In", ["a", ""]), {}, false],
  ["NotIn, listed", expression("NotIn", ["a"]), { tier: "a" }, false],
  ["NotIn, not listed", expression("NotIn", ["a"]), { tier: "b" }, true],
  ["NotIn, missing", expression("NotIn", ["a"]), {}, true],
  ["Exists", expression("Exists"), { tier: "" }, true],
  ["Exists, missing", expression("Exists"), {}, false],
  ["DoesNotExist", expression("DoesNotExist"), { tier: "a" }, false],
  ["DoesNotExist, missing", expression("DoesNotExist"), {}, true],
  [
    "labels and expressions together",
    { matchLabels: { app: "web" }, matchExpressions: [{ key: "tier", operator: "Exists", values: [] }] },
    { app: "web" },
    false,
  ],
])("%s", (_what, given, labels, expected) => {
  expect(matches(given, labels)).toBe(expected);
});
