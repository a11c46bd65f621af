import { marksOf, phasesOf } from "../../../demo/witness/phases";
import { chainEntry, GENESIS, type JournalEntry } from "../../../domain/journal";
import type { StepKind } from "../../../domain/steps";

const START = Date.parse("2026-01-01T00:00:00.000Z");

/** Steps one after the other, each a second long. */
function journal(scope: string, steps: readonly (readonly [StepKind, string | null])[]): JournalEntry[] {
  return steps.flatMap(([kind, node], index) =>
    (["intent", "result"] as const).map((phase, half) =>
      chainEntry(GENESIS, {
        run: "run-1",
        step: `${scope}/${node ?? "cluster"}/${kind}`,
        node,
        kind,
        phase,
        seq: index * 2 + half + 1,
        at: new Date(START + (index + half) * 1000).toISOString(),
      }),
    ),
  );
}

const upgrade = journal("v1.36.3+k3s1", [
  ["stage-binary", "server-1"],
  ["stage-binary", "agent-1"],
  ["backup", null],
  ["cordon", "server-1"],
  ["restart", "server-1"],
  ["settle", "server-1"],
  ["cordon", "agent-1"],
  ["restart", "agent-1"],
  ["validate", null],
]);

const seconds = (span: { from: number; to: number }): [number, number] => [
  (span.from - START) / 1000,
  (span.to - START) / 1000,
];
const told = (phases: ReturnType<typeof phasesOf>) => phases.map((phase) => [phase.title, ...seconds(phase)]);

test("of an upgrade every node is a phase, and the plan comes before all", () => {
  expect(told(phasesOf(upgrade, { from: START - 5_000, to: START + 20_000 }))).toEqual([
    ["plan", -5, 0],
    ["files", 0, 2],
    ["backup", 2, 3],
    ["server-1", 3, 6],
    ["agent-1", 6, 8],
    ["validation", 8, 9],
  ]);
});

test("on the way back all nodes do the same at a time", () => {
  const entries = journal("rollback/v1.35.4+k3s1", [
    ["stop-service", "agent-1"],
    ["stop-service", "server-1"],
    ["restore-datastore", "server-1"],
    ["start-service", "server-1"],
    ["wait-ready", "server-1"],
    ["start-service", "agent-1"],
  ]);

  expect(told(phasesOf(entries, { from: START, to: START + 20_000 })).slice(1)).toEqual([
    ["k3s stops", 0, 2],
    ["old datastore", 2, 3],
    ["k3s starts", 3, 6],
  ]);
});

test("marks are the moments at which k3s is touched, within the span only", () => {
  expect(marksOf(upgrade, { from: START, to: START + 5_500 })).toEqual([
    { title: "k3s on server-1 restarts", at: START + 4_000 },
  ]);
});

test("a journal without a step of the span has no phases", () => {
  expect(phasesOf(upgrade, { from: START + 60_000, to: START + 90_000 })).toEqual([]);
});
