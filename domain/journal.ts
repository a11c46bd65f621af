import { canonicalJson, sha256 } from "./canonical-json";

/** What was about to be done (`intent`), how it ended (`result`), or something worth keeping (`note`). */
export interface JournalBody {
  readonly run: string;
  /** Id of the step, stable over runs: `v1.36.3+k3s1/agent-1/drain`. */
  readonly step: string;
  readonly node: string | null;
  readonly kind: string;
  readonly phase: "intent" | "result" | "note";
  readonly outcome?: "done" | "failed" | "skipped";
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A body with its place in time and order. */
export interface JournalRecord extends JournalBody {
  /** Counted from 1 over the whole file. */
  readonly seq: number;
  /** ISO time. */
  readonly at: string;
}

/** One line of the journal; `hash` covers everything else, `prev` ties it to the line before. */
export interface JournalEntry extends JournalRecord {
  readonly prev: string;
  readonly hash: string;
}

/** What the first entry follows. */
export const GENESIS = "";

/** Ties a record to the one before it. */
export function chainEntry(prev: string, record: JournalRecord): JournalEntry {
  const body = { ...record, prev };
  return { ...body, hash: sha256(canonicalJson(body)) };
}

export interface ChainVerdict {
  readonly ok: boolean;
  /** All good entries up to the first bad line. */
  readonly entries: readonly JournalEntry[];
  /** Counted from 1. */
  readonly badLine?: number;
  /** The last line was cut short by a crash; what it would have said was never acted upon. */
  readonly tornTail?: boolean;
}

function parseLine(line: string): JournalEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === "object" ? (value as JournalEntry) : null;
  } catch {
    return null;
  }
}

function follows(entry: JournalEntry, previous: JournalEntry | undefined): boolean {
  const { hash, ...body } = entry;
  const expected = { prev: previous?.hash ?? GENESIS, seq: (previous?.seq ?? 0) + 1 };
  if (body.prev !== expected.prev || body.seq !== expected.seq) return false;
  return hash === sha256(canonicalJson(body));
}

/** A line counts only with its line feed: without it the append had not returned. */
function splitLines(text: string): { lines: string[]; tail: string } {
  const lines = text.split("\n");
  const tail = lines.pop() ?? "";
  return { lines, tail };
}

/** Checks a journal, handed in as the file's text or as its lines. A torn end is tolerated and reported. */
export function verifyChain(journal: string | readonly string[]): ChainVerdict {
  const { lines, tail } =
    typeof journal === "string" ? splitLines(journal) : { lines: [...journal], tail: "" };
  const entries: JournalEntry[] = [];
  for (const [index, line] of lines.entries()) {
    const entry = parseLine(line);
    const isEnd = index === lines.length - 1 && tail === "";
    if (entry === null && isEnd) return { ok: true, entries, tornTail: true };
    if (entry === null || !follows(entry, entries.at(-1))) return { ok: false, entries, badLine: index + 1 };
    entries.push(entry);
  }
  return tail === "" ? { ok: true, entries } : { ok: true, entries, tornTail: true };
}

const keyOf = ({ run, step }: JournalBody): string => `${run} ${step}`;

function lastPerStep(entries: readonly JournalEntry[]): JournalEntry[] {
  const last = new Map<string, JournalEntry>();
  for (const entry of entries) if (entry.phase !== "note") last.set(keyOf(entry), entry);
  return [...last.values()];
}

/** Steps that were begun and of which nobody knows how they ended: look before doing them again. */
export const openIntents = (entries: readonly JournalEntry[]): JournalEntry[] =>
  lastPerStep(entries).filter(({ phase }) => phase === "intent");

/** Ids of the steps that this run finished, unless they were begun again since. */
export function doneSteps(entries: readonly JournalEntry[], run: string): ReadonlySet<string> {
  const done = lastPerStep(entries).filter(
    (entry) => entry.run === run && entry.phase === "result" && entry.outcome !== "failed",
  );
  return new Set(done.map(({ step }) => step));
}
