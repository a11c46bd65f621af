import { baselineOf, compareToBaseline } from "../../domain/health";
import { codesOf, workload } from "./fixtures";

const before = baselineOf([
  workload({ name: "web", desired: 3, ready: 3 }),
  workload({ name: "half", desired: 2, ready: 1 }),
  workload({ name: "broken", desired: 2, ready: 0 }),
]);
const now = (over: Parameters<typeof workload>[0]) => compareToBaseline(before, [...rest, workload(over)]);
const rest = [
  workload({ name: "web", desired: 3, ready: 3 }),
  workload({ name: "half", desired: 2, ready: 1 }),
];

test("is plain data", () => {
  expect(before).toEqual({
    "Deployment shop/web": 3,
    "Deployment shop/half": 1,
    "Deployment shop/broken": 0,
  });
});

test.each([
  ["as before", { name: "web", desired: 3, ready: 3 }, []],
  ["fewer than before", { name: "web", desired: 3, ready: 2 }, ["WORKLOAD_NOT_READY"]],
  ["scaled down meanwhile", { name: "web", desired: 1, ready: 1 }, []],
  ["scaled up and not there yet", { name: "web", desired: 9, ready: 3 }, []],
  ["half broken as before", { name: "half", desired: 2, ready: 1 }, []],
  ["half broken and now gone", { name: "half", desired: 2, ready: 0 }, ["WORKLOAD_NOT_READY"]],
  ["broken as before", { name: "broken", desired: 2, ready: 0 }, []],
  ["new and not ready", { name: "new", desired: 2, ready: 0 }, []],
])("%s", (_what, over, codes) => {
  expect(codesOf(now(over))).toEqual(codes);
});

test("says what it was and what it is", () => {
  expect(now({ name: "web", desired: 3, ready: 1 })[0]).toMatchObject({
    severity: "blocker",
    subject: "Deployment shop/web",
    message: "1 of 3 replicas are ready, 3 were before",
    next: "look at kubectl -n shop get pods.",
  });
});

test("mentions what is gone, unless it was down before", () => {
  const found = compareToBaseline(before, [workload({ name: "web", desired: 3, ready: 3 })]);
  expect(found).toMatchObject([
    { code: "WORKLOAD_GONE", severity: "warning", subject: "Deployment shop/half" },
  ]);
});

test("kinds and namespaces are told apart", () => {
  const other = [...rest, workload({ kind: "StatefulSet", name: "web", desired: 3, ready: 0 })];
  expect(compareToBaseline(before, other)).toEqual([]);
});
