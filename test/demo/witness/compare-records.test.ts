import { compareRecords, type ReplicaRecords } from "../../../demo/witness/compare-records";

const look = (last: number, other: Partial<ReplicaRecords> = {}): ReplicaRecords => ({
  replica: "orders-db-0",
  volume: "pvc-1",
  first: 1,
  last,
  lost: [],
  damaged: [],
  ...other,
});
const damage = { line: 7, number: 7, reason: "has no number" };

test("what was written is what was added", () => {
  expect(compareRecords([look(100)], [look(160)])).toEqual([
    {
      replica: "orders-db-0",
      before: { from: 1, to: 100 },
      after: { from: 1, to: 160 },
      written: 60,
      lost: [],
      damaged: 0,
    },
  ]);
});

test.each<[string, ReplicaRecords, ReplicaRecords[], { from: number; to: number }[]]>([
  [
    "a gap that the replica tells",
    look(100),
    [look(160, { lost: [{ from: 90, to: 95 }] })],
    [{ from: 90, to: 95 }],
  ],
  ["a lost end", look(100), [look(80)], [{ from: 81, to: 100 }]],
  ["a lost beginning", look(100), [look(160, { first: 11 })], [{ from: 1, to: 10 }]],
  [
    "the same loss told twice",
    look(100),
    [look(160, { first: 11, lost: [{ from: 1, to: 10 }] })],
    [{ from: 1, to: 10 }],
  ],
  ["another volume, however full", look(100), [look(500, { volume: "pvc-2" })], [{ from: 1, to: 100 }]],
  ["a replica that is gone", look(100), [], [{ from: 1, to: 100 }]],
  ["an old loss", look(100, { lost: [{ from: 5, to: 6 }] }), [look(160, { lost: [{ from: 5, to: 6 }] })], []],
  ["nothing written before", look(0, { first: 0 }), [look(20)], []],
])("%s", (_what, before, after, lost) => {
  expect(compareRecords([before], after)[0]?.lost).toEqual(lost);
});

test("only new damage counts", () => {
  const [change] = compareRecords(
    [look(9, { damaged: [damage] })],
    [look(19, { damaged: [damage, damage] })],
  );

  expect(change?.damaged).toBe(1);
});
