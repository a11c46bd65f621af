import type { Finding } from "../finding";
import type { Edit } from "../gitops/edits";
import type { At, Source } from "../gitops/place";

/** An edit and the file that it belongs to. */
export interface PlacedEdit {
  readonly at: At;
  readonly edit: Edit;
}

/** A file that gets another text as a whole. */
export interface Replacement {
  readonly source: Source;
  readonly text: string;
}

/** What one step wants changed, before it is put together with the other steps. */
export interface StepChange {
  readonly edits: readonly PlacedEdit[];
  readonly replacements: readonly Replacement[];
  /** Sentences for the commit. */
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
}

export const NO_CHANGE: StepChange = { edits: [], replacements: [], notes: [], findings: [] };

export const onlyFindings = (...findings: readonly Finding[]): StepChange => ({ ...NO_CHANGE, findings });

export const joined = (changes: readonly StepChange[]): StepChange => ({
  edits: changes.flatMap(({ edits }) => edits),
  replacements: changes.flatMap(({ replacements }) => replacements),
  notes: changes.flatMap(({ notes }) => notes),
  findings: changes.flatMap(({ findings }) => findings),
});
