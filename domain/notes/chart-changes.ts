import type { Note, NoteKind } from "./note";

/** One line of `artifacthub.io/changes`. */
export interface ChartChange {
  /** `null` for the form that is a plain list of sentences. */
  readonly kind: "added" | "changed" | "deprecated" | "removed" | "fixed" | "security" | null;
  readonly description: string;
}

const KINDS: Partial<Record<NonNullable<ChartChange["kind"]>, NoteKind>> = {
  removed: "removal",
  deprecated: "deprecation",
  security: "security",
};

/** `feat!:` is how conventional commits shout. */
const BREAKING = /\bbreaking\b|^\w+(\([^)]*\))?!:/i;
const SECURITY = /\bCVE-\d{4}-\d+|\bGHSA(-[0-9a-z]{4}){3}/i;

function kindOf({ kind, description }: ChartChange): NoteKind | null {
  if (BREAKING.test(description)) return "breaking";
  if (SECURITY.test(description)) return "security";
  return kind === null ? null : (KINDS[kind] ?? null);
}

/** What hurts among the changes of a chart. */
export function notesOfChanges(changes: readonly ChartChange[]): Note[] {
  return changes.flatMap((change) => {
    const kind = kindOf(change);
    return kind === null ? [] : [{ kind, title: change.description, text: change.description }];
  });
}

/** Whether a change says that it mends a vulnerability. */
export const isSecurityChange = (change: ChartChange): boolean => kindOf(change) === "security";
