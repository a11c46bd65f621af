import { settledPlan } from "../../components/settled-plan";
import { aftermathMs, isAftermath } from "../../domain/aftermath";
import { finding } from "../../domain/finding-codes";
import type { JournalEntry } from "../../domain/journal";
import type { UpgradePlan } from "../../domain/plan";

const NOW = new Date("2026-06-01T10:00:00Z");
const SETTLE_MS = 60_000;

const entry = (kind: string, secondsAgo: number, phase: JournalEntry["phase"] = "result"): JournalEntry => ({
  run: "r",
  step: kind,
  node: "agent-1",
  kind,
  phase,
  seq: 1,
  at: new Date(NOW.getTime() - secondsAgo * 1000).toISOString(),
  prev: "",
  hash: "",
});

const budget = finding("BUDGET_BLOCKS", "pdb shop/db", "keeps shop/db-0");
const disk = finding("DISK_FULL", "node agent-1", "has 3 MB left");
const starting = finding("SERVICE_UNSTABLE", "node agent-1", "k3s-agent.service is activating");
const remark = finding("EVEN_SERVERS", "etcd", "has 2 members");

test.each([
  ["a drain half a minute ago", [entry("drain", 30)], 30_000],
  ["a drain that was begun and never ended", [entry("drain", 10, "intent")], 50_000],
  ["a restart long ago", [entry("restart", 600)], 0],
  [
    "a restart long ago whose run waited until just now",
    [entry("restart", 600), entry("wait-ready", 5)],
    55_000,
  ],
  ["a restart long ago, before another run", [entry("restart", 600), { ...entry("lock", 5), run: "s" }], 0],
  ["a download just now", [entry("stage-binary", 1)], 0],
  ["a clock that was set back since", [entry("drain", -3600)], SETTLE_MS],
  ["nothing", [], 0],
])("after %s pods may be on their way", (_what, entries, left) => {
  expect(aftermathMs(entries, SETTLE_MS, NOW)).toBe(left);
});

test.each([
  ["only a budget", [budget, remark], true],
  ["a service that is starting", [starting], true],
  ["a budget and a full disk", [budget, disk], false],
  ["nothing but a remark", [remark], false],
])("with %s in the way", (_what, findings, passes) => {
  expect(isAftermath(findings)).toBe(passes);
});

describe("planning right after a run", () => {
  /** Plans that are made one after the other, on a clock that only moves by sleeping. */
  async function planned(entries: readonly JournalEntry[], blockedTimes: number) {
    let [made, slept] = [0, 0];
    const clock = {
      now: () => NOW,
      elapsedMs: () => slept,
      sleep: async (ms: number) => {
        slept += ms;
      },
    };
    const prepare = async () => {
      made += 1;
      return { findings: made <= blockedTimes ? [budget] : [] } as unknown as UpgradePlan;
    };
    const world = { clock, journal: { entries: () => entries } } as unknown as Parameters<
      typeof settledPlan
    >[0];
    const { findings } = await settledPlan(world, SETTLE_MS, prepare);
    return { made, slept, blockers: findings.length };
  }

  test("waits until the pods are back", async () => {
    expect(await planned([entry("drain", 5)], 4)).toEqual({ made: 5, slept: 12_000, blockers: 0 });
  });

  test("gives up when they had their time", async () => {
    const { slept, blockers } = await planned([entry("drain", 30)], 1_000);
    expect(blockers).toBe(1);
    expect(slept).toBe(30_000);
  });

  test("does not wait where no run moved anything", async () => {
    expect(await planned([], 1_000)).toEqual({ made: 1, slept: 0, blockers: 1 });
  });
});
