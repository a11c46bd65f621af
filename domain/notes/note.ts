/** What a release says that may hurt, most painful first. */
export const NOTE_KINDS = [
  "removal",
  "breaking",
  "hotfix",
  "security",
  "warning",
  "deprecation",
  "important",
  "upgrade",
] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

export interface Note {
  readonly kind: NoteKind;
  readonly title: string;
  /** Markdown, shortened. */
  readonly text: string;
}

/** What a heading promises; the first that fits. "Deprecation & Incompatibilities" is about deprecations. */
const HEADINGS: readonly (readonly [pattern: RegExp, kind: NoteKind])[] = [
  [/\bremov(al|als|ed)\b/i, "removal"],
  [/\bdeprecat/i, "deprecation"],
  [/\bbreaking\b|\bincompatib|\burgent upgrade notes\b/i, "breaking"],
  [/\bhot-?fix/i, "hotfix"],
  [/\bsecurity\b|\bCVE-\d/i, "security"],
  [/^upgrade (procedure|notes?|notice)|^migrat/i, "upgrade"],
];

export const kindOfHeading = (title: string): NoteKind | null =>
  HEADINGS.find(([pattern]) => pattern.test(title))?.[1] ?? null;

/** The more painful of two; "Deprecated fields" among the removals are removed. */
export function worse(a: NoteKind | null, b: NoteKind | null): NoteKind | null {
  if (a === null || b === null) return a ?? b;
  return NOTE_KINDS.indexOf(a) <= NOTE_KINDS.indexOf(b) ? a : b;
}

const LONGEST = 1_500;

export const shorten = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST).trimEnd()} ...`;

/** Links and emphasis add nothing to a headline. */
export const plainText = (markdown: string): string =>
  markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[*`]+/g, "")
    .trim();
