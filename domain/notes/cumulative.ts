import { readNotes } from "./markdown";
import { NOTE_KINDS, type Note } from "./note";

export interface Described {
  readonly version: string;
  /** Markdown; `null` when the source has none for this release. */
  readonly notes: string | null;
}

export interface VersionNote extends Note {
  /** The release that says it first. */
  readonly version: string;
}

export interface CumulativeNotes {
  /** Most painful first, then in the order of the way. */
  readonly notes: readonly VersionNote[];
  /** Releases on the way whose notes could not be read; what they say is unknown. */
  readonly unread: readonly string[];
}

export interface Way {
  readonly from: string;
  readonly to: string;
  readonly compare: (a: string, b: string) => number;
}

/** Every patch repeats "Kubernetes 1.25 or later": the same but for its version numbers is told once. */
const sameness = ({ kind, text }: Note): string =>
  `${kind} ${text
    .toLowerCase()
    .replaceAll(/v?\d+(\.(\d+|x))+/g, "")
    .replaceAll(/\W+/g, " ")}`;

function firstOfEach(notes: readonly VersionNote[]): VersionNote[] {
  const known = new Map<string, VersionNote>();
  for (const note of notes) if (!known.has(sameness(note))) known.set(sameness(note), note);
  return [...known.values()];
}

const rank = ({ kind }: Note): number => NOTE_KINDS.indexOf(kind);

/**
 * What all releases after `from` up to `to` say: whoever skips a version is hit by its breaking changes all the same.
 */
export function cumulativeNotes(releases: readonly Described[], { from, to, compare }: Way): CumulativeNotes {
  const passed = releases
    .filter(({ version }) => compare(version, from) > 0 && compare(version, to) <= 0)
    .sort((a, b) => compare(a.version, b.version));
  const notes = passed.flatMap(({ version, notes: text }) =>
    readNotes(text ?? "").map((note) => ({ ...note, version })),
  );
  return {
    notes: firstOfEach(notes).sort((a, b) => rank(a) - rank(b)),
    unread: passed.filter(({ notes: text }) => text === null).map(({ version }) => version),
  };
}
