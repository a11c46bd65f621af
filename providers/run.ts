import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError, isUpdateError, partial } from "../domain/errors";
import type { JournalEntry } from "../domain/journal";
import type { Journal } from "../domain/ports";
import type { World } from "./world";

/** One attempt to bring the cluster to a target; it lives on in the journal until it is finished. */
export interface Run {
  readonly id: string;
  readonly mode: "upgrade" | "rollback";
  readonly target: string;
  readonly world: World;
  /** Throws when the run must not go on: the lock was lost or somebody asked to stop. */
  assertMayContinue(): void;
}

export interface StepTitle {
  /** Stable over retries: `v1.36.3+k3s1/agent-1/drain`. */
  readonly id: string;
  readonly node: string | null;
  readonly kind: string;
  readonly title: string;
}

/** `skipped` means that the world was so already; the journal then shows that nothing was done twice. */
export interface StepResult {
  readonly outcome: "done" | "skipped";
  readonly data?: Readonly<Record<string, unknown>>;
}

export const done = (data?: Readonly<Record<string, unknown>>): StepResult =>
  data === undefined ? { outcome: "done" } : { outcome: "done", data };
export const skipped = (why: string): StepResult => ({ outcome: "skipped", data: { why } });

/** Intent to disk, then the act, then its result to disk: whatever dies in between is seen by the next run. */
export async function perform(
  run: Run,
  step: StepTitle,
  act: () => Promise<StepResult>,
): Promise<StepResult> {
  run.assertMayContinue();
  const { journal, clock } = run.world;
  const body = { run: run.id, step: step.id, node: step.node, kind: step.kind };
  journal.append({ ...body, phase: "intent", data: { title: step.title } });
  const begun = clock.elapsedMs();
  try {
    const result = await act();
    const tookMs = Math.round(clock.elapsedMs() - begun);
    const data = { title: step.title, tookMs, ...result.data };
    journal.append({ ...body, phase: "result", outcome: result.outcome, data });
    return result;
  } catch (error) {
    const code = isUpdateError(error) ? error.code : "UNEXPECTED";
    const data = { title: step.title, code, message: describeError(error) };
    journal.append({ ...body, phase: "result", outcome: "failed", data });
    throw error;
  }
}

const NOTE = "run";

const isNote = (entry: JournalEntry, note: string): boolean =>
  entry.phase === "note" && entry.kind === NOTE && entry.data?.note === note;

/** The run that was begun last, if it has not been finished. */
export function unfinishedRun(entries: readonly JournalEntry[]): JournalEntry | undefined {
  const begun = entries.findLast((entry) => isNote(entry, "begin"));
  if (begun === undefined) return undefined;
  return entries.some((entry) => entry.run === begun.run && isNote(entry, "end")) ? undefined : begun;
}

/** Goes on with the unfinished run for the same target, or begins a new one. */
export function enterRun(journal: Journal, mode: Run["mode"], target: string): string {
  const open = unfinishedRun(journal.entries());
  if (open?.data?.target === target && open.data.mode === mode) return open.run;
  const id = `${mode}-${target}-${journal.entries().length + 1}`;
  noteRun(journal, id, { note: "begin", mode, target });
  return id;
}

export function noteRun(journal: Journal, run: string, data: Readonly<Record<string, unknown>>): void {
  journal.append({ run, step: NOTE, node: null, kind: NOTE, phase: "note", data });
}

/** Closes the run, whatever number of resources took part in it. */
export function endRun(journal: Journal, run: string): void {
  if (unfinishedRun(journal.entries())?.run === run) noteRun(journal, run, { note: "end" });
}

/** Finds what an earlier part of this run remembered under a name. */
export function recall<T>(journal: Journal, run: string, note: string): T | undefined {
  const entry = journal.entries().findLast((it) => it.run === run && isNote(it, note));
  return entry?.data?.value as T | undefined;
}

export function remember(journal: Journal, run: string, note: string, value: unknown): void {
  noteRun(journal, run, { note, value });
}

/** A backup as a run remembers it. */
export interface TakenBackup {
  readonly id: string;
  readonly sha256: string;
}

const BACKUP = "backup";

/** What the run took before its first change. */
export const backupOf = (journal: Journal, run: string): TakenBackup | undefined =>
  recall<TakenBackup>(journal, run, BACKUP);

export const rememberBackup = ({ id, world }: Run, taken: TakenBackup): void =>
  remember(world.journal, id, BACKUP, taken);

const stopFile = (stateDir: string): string => join(stateDir, "stop-requested");

/** Asks a running update to stop at its next safe point. */
export const requestStop = (stateDir: string): void => writeFileSync(stopFile(stateDir), `${process.pid}\n`);
export const clearStop = (stateDir: string): void => rmSync(stopFile(stateDir), { force: true });

/** Called between nodes: the cluster is whole there, so stopping costs nothing. */
export function stopIfAsked({ world }: Run): void {
  if (!existsSync(stopFile(world.stateDir))) return;
  throw partial(
    "STOP_REQUESTED",
    "the run was asked to stop and did so between two nodes.",
    "run it again to go on.",
  );
}
