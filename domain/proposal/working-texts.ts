import { blocked } from "../errors";
import { applyEdits, type Edit, readyEdits } from "../gitops/edits";
import { placeOf, type Source, textAt } from "../gitops/place";
import type { FileChange, ShownEdit } from "./proposal";
import type { PlacedEdit, Replacement, StepChange } from "./step-change";

interface Working {
  readonly source: Source;
  /** All edits so far, by the offsets of the text that was read. */
  readonly edits: readonly Edit[];
  readonly text: string;
  readonly replaced: boolean;
}

const shown = ({ at, edit }: PlacedEdit): ShownEdit => {
  const { file, line, column } = placeOf(at);
  return { file, line, column, before: textAt(at), after: edit.text };
};

function conflict(file: string): Error {
  const message = `${file} is replaced as a whole by one step and edited by another`;
  return blocked("EDIT_CONFLICT", `${message}.`, "make one of the two by hand first, then propose again.");
}

/**
 * The files as one commit after the other leaves them. Every edit is measured in the text that was read, so each
 * commit makes its own edits together with those of the commits before it.
 */
export class WorkingTexts {
  private readonly files = new Map<string, Working>();

  /** Makes the changes of a step; files that come out as they were are left out. Throws `EDIT_CONFLICT`. */
  take({ edits, replacements }: StepChange): FileChange[] {
    const sources = new Map(edits.map(({ at }) => [at.source.path, at.source]));
    const edited = [...sources.values()].map((source) =>
      this.edit(
        source,
        edits.filter(({ at }) => at.source.path === source.path),
      ),
    );
    const replaced = replacements.map((it) => this.replace(it));
    return [...edited, ...replaced].filter(({ before, after }) => before !== after);
  }

  private of(source: Source): Working {
    const known = this.files.get(source.path);
    return known ?? { source, edits: [], text: source.text, replaced: false };
  }

  private edit(source: Source, placed: readonly PlacedEdit[]): FileChange {
    const now = this.of(source);
    if (now.replaced) throw conflict(source.path);
    const edits = [...now.edits, ...placed.map(({ edit }) => edit)];
    const text = applyEdits(source.text, readyEdits(source.path, source.text, edits));
    this.files.set(source.path, { ...now, edits, text });
    const changed = placed.filter(({ at, edit }) => textAt(at) !== edit.text);
    const once = new Map(changed.map((it) => [it.edit.start, it]));
    return { file: source.path, before: now.text, after: text, edits: [...once.values()].map(shown) };
  }

  private replace({ source, text }: Replacement): FileChange {
    const now = this.of(source);
    if (now.replaced || now.edits.length > 0) throw conflict(source.path);
    this.files.set(source.path, { ...now, text, replaced: true });
    return { file: source.path, before: now.text, after: text, edits: [] };
  }
}
