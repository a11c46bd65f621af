import { setTimeout as sleep } from "node:timers/promises";
import type { JournalEntry } from "../../../domain/journal";
import { journalLines, journalOf } from "./facts";
import { type CommandResult, type Project, said } from "./project";

const POLL_MS = 20;

/** A moment of a run: a step of that kind on that node begins or has ended. */
export interface Moment {
  readonly node: string | null;
  readonly kind: string;
  readonly phase: JournalEntry["phase"];
}

export type Strike = readonly [moment: Moment, happen: () => Promise<unknown>];

const text = ({ node, kind, phase }: Moment): string => `${kind} of ${node} (${phase})`;

/** Waits for a line of the journal, of those after the first `since`, that tells of the moment. */
async function comes(
  project: Project,
  { node, kind, phase }: Moment,
  since: number,
  ended: AbortSignal,
): Promise<void> {
  const isIt = (entry: JournalEntry): boolean =>
    entry.node === node && entry.kind === kind && entry.phase === phase;
  for (let seen = since; !ended.aborted; await sleep(POLL_MS)) {
    const lines = journalLines(project);
    if (lines > seen && journalOf(project).slice(since).some(isIt)) return;
    seen = lines;
  }
}

/** Runs `up` and lets things happen in the middle of it. A run that never gets there fails the test. */
export async function upWith(project: Project, ...strikes: readonly Strike[]): Promise<CommandResult> {
  const since = journalLines(project);
  const over = new AbortController();
  const running = project.run("up", "--yes").finally(() => over.abort());
  for (const [moment, happen] of strikes) {
    const ended = await Promise.race([running, comes(project, moment, since, over.signal)]);
    if (ended !== undefined)
      throw new Error(`up ended with ${ended.code} before ${text(moment)}\n${said(ended)}`);
    await happen();
  }
  return running;
}
