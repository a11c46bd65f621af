import { estimateNode, estimateStage, learnTimings } from "../../domain/estimate";
import { chainEntry, type JournalEntry } from "../../domain/journal";

type Act = readonly [
  step: string,
  kind: string,
  seconds: number,
  outcome: "done" | "failed" | "skipped" | null,
];

/** Steps as a journal tells them; `null` never ended. */
function journal(acts: readonly Act[], run = "r1"): JournalEntry[] {
  let now = Date.parse("2026-06-01T10:00:00Z");
  const entries: JournalEntry[] = [];
  const append = (body: Pick<JournalEntry, "step" | "kind" | "phase" | "outcome">) => {
    const at = new Date(now).toISOString();
    entries.push(chainEntry("", { seq: 1, at, run, node: null, ...body } as JournalEntry));
  };
  for (const [step, kind, seconds, outcome] of acts) {
    append({ step, kind, phase: "intent" });
    now += seconds * 1000;
    if (outcome !== null) append({ step, kind, phase: "result", outcome });
  }
  return entries;
}

describe("learnTimings", () => {
  test("takes median and nearest-rank p95 per kind", () => {
    const acts = Array.from({ length: 20 }, (_, i): Act => [`n${i}`, "restart", i + 1, "done"]);
    expect(learnTimings(journal(acts))).toEqual({ restart: { p50: 10, p95: 19, samples: 20 } });
    expect(learnTimings(journal([["a", "swap", 2.5, "done"]]))).toEqual({
      swap: { p50: 2.5, p95: 2.5, samples: 1 },
    });
  });

  test("learns nothing from what failed, was skipped, never ended or is no step", () => {
    const acts: Act[] = [
      ["a", "drain", 300, "failed"],
      ["b", "drain", 1, "skipped"],
      ["c", "drain", 9, null],
      ["d", "juggle", 9, "done"],
      ["e", "constructor", 9, "done"],
    ];
    expect(learnTimings(journal(acts))).toEqual({});
    expect(learnTimings([])).toEqual({});
  });

  test("believes a step's own count before the journal's times, which jump with the machine's clock", () => {
    const [begun, end] = journal([["a", "restart", 7_200, "done"]]);
    const entries = [begun, { ...end, data: { tookMs: 20_000 } }] as JournalEntry[];
    expect(learnTimings(entries)).toEqual({ restart: { p50: 20, p95: 20, samples: 1 } });
  });

  test("counts from the last beginning, and keeps runs apart", () => {
    const again = journal([
      ["a", "restart", 600, null],
      ["a", "restart", 20, "done"],
    ]);
    expect(learnTimings(again).restart?.p50).toBe(20);
    const [, end] = journal([["a", "restart", 20, "done"]], "r2");
    expect(
      learnTimings([...journal([["a", "restart", 5, null]]), ...(end === undefined ? [] : [end])]),
    ).toEqual({});
  });
});

const pods = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ namespace: "a", name: `p${i}`, owner: null }));
const draining = { done: false, disruption: "drain", evicts: pods(4), lost: [] } as const;
const timing = (p95: number, samples = 3) => ({ p50: 1, p95, samples });

describe("estimateNode", () => {
  const idle = { ...draining, disruption: "cordon" } as const;

  test("is nothing for a node that is done", () => {
    expect(estimateNode({ ...draining, done: true })).toBe(0);
  });

  test("drains take their time per pod, lost ones included", () => {
    expect(estimateNode(draining) - estimateNode(idle)).toBe(20);
    expect(estimateNode({ ...draining, lost: pods(2) }) - estimateNode(idle)).toBe(30);
    expect(estimateNode({ ...draining, evicts: [] }) - estimateNode(idle)).toBe(5);
  });

  test("believes p95 of enough samples", () => {
    expect(estimateNode(idle, { restart: timing(70) }) - estimateNode(idle)).toBe(50);
    expect(estimateNode(idle, { restart: timing(70, 2) })).toBe(estimateNode(idle));
    expect(estimateNode(draining, { drain: timing(100) }) - estimateNode(idle)).toBe(100);
    expect(estimateNode(draining, { drain: timing(1) }) - estimateNode(idle)).toBe(20);
  });
});

describe("estimateStage", () => {
  const node = (role: "server" | "agent", done = false) => ({ role, done, estimateSeconds: 60 });

  test("servers add up, agents share", () => {
    const alone = estimateStage([node("server")], 1);
    expect(estimateStage([node("server"), node("server")], 2) - alone).toBe(60 + 15);
    const two = [node("server"), node("agent"), node("agent")];
    expect(estimateStage(two, 1) - estimateStage(two, 2)).toBe(60);
  });

  test("is nothing when nothing is to be done, and learns what is done once", () => {
    expect(estimateStage([node("server", true)], 1)).toBe(0);
    expect(
      estimateStage([node("server")], 1, { backup: timing(115) }) - estimateStage([node("server")], 1),
    ).toBe(100);
  });
});
