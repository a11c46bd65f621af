import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type JournalEntry, verifyChain } from "../../../domain/journal";
import type { Project } from "./project";

export interface Status {
  readonly apiServer: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly version: string;
    readonly ready: boolean;
    readonly unschedulable: boolean;
  }[];
  readonly unfinished: { readonly target: string } | null;
  readonly lockedBy: string | null;
}

export const statusOf = (project: Project): Promise<Status> => project.json<Status>("status");

export const versionsIn = ({ nodes }: Status): string[] => nodes.map(({ version }) => version);

export const cordonedIn = ({ nodes }: Status): string[] =>
  nodes.filter(({ unschedulable }) => unschedulable).map(({ name }) => name);

const journalFile = (project: Project): string =>
  join(project.dir, ".lab", "default", "state", "journal.jsonl");

/** How many lines the journal has; none before the first run. */
export function journalLines(project: Project): number {
  if (!existsSync(journalFile(project))) return 0;
  return readFileSync(journalFile(project), "utf8").split("\n").length - 1;
}

/** The journal, whole and unbroken, or the test fails. */
export function journalOf(project: Project): readonly JournalEntry[] {
  const text = readFileSync(journalFile(project), "utf8");
  const verdict = verifyChain(text);
  expect(verdict.badLine).toBeUndefined();
  return verdict.entries;
}

/** Versions of the starts of a node's k3s, in order, as its service manager wrote them down. */
export function startsOf(project: Project, node: string): string[] {
  const file = join(project.dir, ".lab", "default", "nodes", node, "service-events.jsonl");
  const events = readFileSync(file, "utf8").trim().split("\n");
  const parsed = events.map((line) => JSON.parse(line) as { event: string; version?: string });
  return parsed.filter(({ event }) => event === "start").map(({ version }) => version ?? "unknown");
}
