import { calloutAt } from "./callouts";
import { kindOfHeading, type Note, type NoteKind, plainText, shorten, worse } from "./note";

/** A piece of text under one heading, boxes taken out. */
interface Section {
  readonly level: number;
  readonly title: string;
  readonly kind: NoteKind | null;
  readonly lines: string[];
}

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
/** A line that is bold from end to end is used as a heading; it is below every real one. */
const BOLD = /^\*\*([^*]+)\*\*:?$/;
const BOLD_LEVEL = 7;
const FENCE = /^\s*(```|~~~)/;
/** Release notes are a page or two; what is longer by far is something else. */
const MOST_LINES = 20_000;

function headingAt(line: string): { level: number; title: string } | null {
  const heading = HEADING.exec(line);
  if (heading !== null) return { level: heading[1]?.length ?? 1, title: plainText(heading[2] ?? "") };
  const bold = BOLD.exec(line.trim())?.[1];
  return bold === undefined ? null : { level: BOLD_LEVEL, title: plainText(bold) };
}

/** Under "Deprecation" every smaller heading is one, unless it says something worse itself. */
function inherited(open: readonly Section[], level: number): NoteKind | null {
  return open.findLast((section) => section.level < level)?.kind ?? null;
}

/** Splits a text at its headings and collects its boxes. Code is passed over: `#` begins a comment there. */
class Reader {
  readonly boxes: Note[] = [];
  readonly sections: Section[] = [];
  private path: Section[] = [];
  private fenced = false;

  constructor(private readonly lines: readonly string[]) {}

  read(): void {
    for (let at = 0; at < this.lines.length; ) at = this.step(at, this.lines[at] ?? "");
  }

  private step(at: number, line: string): number {
    if (FENCE.test(line)) this.fenced = !this.fenced;
    else if (!this.fenced) {
      const box = calloutAt(this.lines, at);
      if (box !== null) return this.box(box.note, Math.max(box.end, at + 1));
      const heading = headingAt(line);
      if (heading !== null) return this.enter(heading, at + 1);
    }
    this.sections.at(-1)?.lines.push(line);
    return at + 1;
  }

  private box(note: Note | null, end: number): number {
    if (note !== null) this.boxes.push(note);
    return end;
  }

  private enter({ level, title }: { level: number; title: string }, next: number): number {
    this.path = this.path.filter((section) => section.level < level);
    const kind = worse(kindOfHeading(title), inherited(this.path, level));
    const section: Section = { level, title, kind, lines: [] };
    this.path.push(section);
    this.sections.push(section);
    return next;
  }
}

/** Flux tells under "Upgrade Procedure" which API versions are gone. */
const isRemoval = (kind: NoteKind, text: string): boolean =>
  kind === "upgrade" && /\b(has|have) been removed\b/i.test(text);

function noteOf({ kind, title, lines }: Section): Note[] {
  const text = lines.join("\n").trim();
  if (kind === null || text === "") return [];
  return [{ kind: isRemoval(kind, text) ? "removal" : kind, title, text: shorten(text) }];
}

/** What hurts in one release's notes, in the order of the text. */
export function readNotes(markdown: string): Note[] {
  const reader = new Reader(markdown.split(/\r?\n/).slice(0, MOST_LINES));
  reader.read();
  return [...reader.boxes, ...reader.sections.flatMap(noteOf)];
}
