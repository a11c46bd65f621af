import type { JournalEntry } from "./journal";
import type { NodePlan } from "./plan";
import { STEP_KINDS, type StepKind } from "./steps";

/** Seconds that a kind of step took, from our own journal. */
export interface Timing {
  readonly p50: number;
  readonly p95: number;
  readonly samples: number;
}

export type Timings = Readonly<Partial<Record<StepKind, Timing>>>;

/** Guesses for the first run: a server's API is back some 20 s after its restart, a pod drains in about 5 s. */
const DEFAULT_SECONDS: Readonly<Partial<Record<StepKind, number>>> = {
  preflight: 5,
  lock: 1,
  "stage-binary": 15,
  backup: 15,
  cordon: 1,
  drain: 5,
  swap: 2,
  restart: 20,
  "wait-ready": 10,
  uncordon: 1,
  settle: 15,
  validate: 10,
  unlock: 1,
};
const SECONDS_PER_POD = 5;
/** Fewer samples say less than the guess. */
const ENOUGH_SAMPLES = 3;

const NODE_STEPS: readonly StepKind[] = ["cordon", "swap", "restart", "wait-ready", "uncordon", "settle"];
const CLUSTER_STEPS: readonly StepKind[] = ["preflight", "lock", "backup", "validate", "unlock"];

const isStepKind = (kind: string): kind is StepKind => Object.hasOwn(STEP_KINDS, kind);

/** Nearest-rank percentile of an ascending list. */
function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? 0;
}

function timingOf(seconds: readonly number[]): Timing {
  const ascending = [...seconds].sort((a, b) => a - b);
  return { p50: percentile(ascending, 0.5), p95: percentile(ascending, 0.95), samples: ascending.length };
}

/** By the clock that nobody sets, where the step noted it; the journal's times jump with the machine's clock. */
const secondsOf = ({ at, data }: JournalEntry, begunAt: number): number =>
  (typeof data?.tookMs === "number" ? data.tookMs : Date.parse(at) - begunAt) / 1000;

/** Learns from steps that were done, each from its last intent to its result; interrupted ones teach nothing. */
export function learnTimings(entries: readonly JournalEntry[]): Timings {
  const begun = new Map<string, number>();
  const seconds = new Map<StepKind, number[]>();
  for (const entry of entries) {
    const { run, step, kind, phase, outcome, at } = entry;
    const key = `${run} ${step}`;
    if (phase === "intent") begun.set(key, Date.parse(at));
    const start = begun.get(key);
    if (phase !== "result" || start === undefined) continue;
    begun.delete(key);
    if (outcome !== "done" || !isStepKind(kind)) continue;
    seconds.set(kind, [...(seconds.get(kind) ?? []), secondsOf(entry, start)]);
  }
  return Object.fromEntries([...seconds].map(([kind, list]) => [kind, timingOf(list)]));
}

function secondsFor(kind: StepKind, timings: Timings): number {
  const learned = timings[kind];
  if (learned !== undefined && learned.samples >= ENOUGH_SAMPLES) return learned.p95;
  return DEFAULT_SECONDS[kind] ?? 0;
}

/** A drain is only learned from as a floor: how long it takes depends on this node's pods. */
function drainSeconds(pods: number, timings: Timings): number {
  return Math.max(secondsFor("drain", timings), pods * SECONDS_PER_POD);
}

type EstimatedNode = Pick<NodePlan, "done" | "disruption" | "evicts" | "lost">;

/** Seconds for one node: learned p95 where there is enough of it, because windows must hold on bad days too. */
export function estimateNode(
  { done, disruption, evicts, lost }: EstimatedNode,
  timings: Timings = {},
): number {
  if (done) return 0;
  const steps = NODE_STEPS.reduce((sum, kind) => sum + secondsFor(kind, timings), 0);
  const drain = disruption === "drain" ? drainSeconds(evicts.length + lost.length, timings) : 0;
  return Math.ceil(steps + drain);
}

/** Seconds for a stage: servers one by one, agents `maxUnavailable` at a time, and what is done once. */
export function estimateStage(
  nodes: readonly Pick<NodePlan, "role" | "done" | "estimateSeconds">[],
  maxUnavailable: number,
  timings: Timings = {},
): number {
  const todo = nodes.filter(({ done }) => !done);
  if (todo.length === 0) return 0;
  const sum = (role: string): number =>
    todo.filter((node) => node.role === role).reduce((total, node) => total + node.estimateSeconds, 0);
  const once = CLUSTER_STEPS.reduce((total, kind) => total + secondsFor(kind, timings), 0);
  const staging = todo.length * secondsFor("stage-binary", timings);
  return Math.ceil(once + staging + sum("server") + sum("agent") / maxUnavailable);
}
