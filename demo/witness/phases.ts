import type { JournalEntry } from "../../domain/journal";
import type { StepKind } from "../../domain/steps";
import type { Span } from "../traffic/tally";

/** What the update was at during a part of its time. */
export interface Phase extends Span {
  readonly title: string;
}

/** A moment at which k3s on a node was started or stopped. */
export interface Mark {
  readonly title: string;
  readonly at: number;
}

/** Steps of one node during a rolling upgrade: together they are the node's turn. */
const TURN: readonly string[] = [
  "cordon",
  "drain",
  "swap",
  "restart",
  "wait-ready",
  "recover",
  "uncordon",
  "settle",
];

const TITLES: Partial<Record<StepKind, string>> = {
  "stage-binary": "files",
  backup: "backup",
  "stop-service": "k3s stops",
  "restore-binary": "old binaries",
  "restore-datastore": "old datastore",
  "start-service": "k3s starts",
  "wait-ready": "k3s starts",
  uncordon: "uncordon",
  validate: "validation",
};

const isWayBack = ({ step }: JournalEntry): boolean => step.startsWith("rollback/");

function titleOf(entry: JournalEntry): string | undefined {
  if (entry.node !== null && !isWayBack(entry) && TURN.includes(entry.kind)) return entry.node;
  return TITLES[entry.kind as StepKind];
}

const at = (entry: JournalEntry): number => Date.parse(entry.at);

function spanOf(entries: readonly JournalEntry[]): Span {
  const moments = entries.map(at);
  return { from: Math.min(...moments), to: Math.max(...moments) };
}

const within = (entries: readonly JournalEntry[], { from, to }: Span): JournalEntry[] =>
  entries.filter((entry) => entry.phase !== "note" && at(entry) >= from && at(entry) <= to);

/** The phases of what the journal tells of a span, in order. Before the first entry the engine starts and plans. */
export function phasesOf(entries: readonly JournalEntry[], span: Span): Phase[] {
  const groups = Map.groupBy(within(entries, span), titleOf);
  const phases = [...groups]
    .flatMap(([title, group]) => (title === undefined ? [] : [{ title, ...spanOf(group) }]))
    .sort((a, b) => a.from - b.from);
  const [first] = phases;
  return first === undefined ? [] : [{ title: "plan", from: span.from, to: first.from }, ...phases];
}

const STOPS_OR_STARTS: Partial<Record<StepKind, string>> = {
  restart: "restarts",
  "stop-service": "stops",
  "start-service": "starts",
};

/** The moments at which k3s was restarted, stopped or started. */
export function marksOf(entries: readonly JournalEntry[], span: Span): Mark[] {
  return within(entries, span).flatMap((entry) => {
    const verb = STOPS_OR_STARTS[entry.kind as StepKind];
    if (verb === undefined || entry.phase !== "intent") return [];
    return [{ title: `k3s on ${entry.node} ${verb}`, at: at(entry) }];
  });
}
