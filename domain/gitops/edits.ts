import { sha256 } from "../canonical-json";
import { blocked } from "../errors";
import { type At, textAt } from "./place";

/** One replacement by range. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All edits of one file. The digest of the text that they were made for decides whether they fit. */
export interface FileEdits {
  readonly file: string;
  readonly before: string;
  /** Sorted, without overlap. */
  readonly edits: readonly Edit[];
}

const sameEdit = (a: Edit, b: Edit): boolean => a.start === b.start && a.end === b.end && a.text === b.text;

const isInsertion = ({ start, end }: Edit): boolean => start === end;

const clash = (a: Edit, b: Edit): boolean =>
  b.start < a.end || (a.start === b.start && (isInsertion(a) || isInsertion(b)));

function conflict(file: string, { start, end }: Edit): Error {
  const message = `two edits of ${file} change the characters ${start} to ${end} differently`;
  return blocked("EDIT_CONFLICT", `${message}.`, "make one of them first, then look again.");
}

function outside(file: string, { start, end }: Edit): Error {
  const message = `an edit of ${file} from ${start} to ${end} lies outside of its text`;
  return blocked("EDIT_CONFLICT", `${message}.`, "read the file again.");
}

/** Puts edits in order. The same edit twice is one edit; two that touch the same characters are an error. */
export function fileEdits(file: string, text: string, edits: readonly Edit[]): FileEdits {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const kept: Edit[] = [];
  for (const edit of sorted) {
    const last = kept.at(-1);
    if (edit.start < 0 || edit.end < edit.start || edit.end > text.length) throw outside(file, edit);
    if (last !== undefined && sameEdit(last, edit)) continue;
    if (last !== undefined && clash(last, edit)) throw conflict(file, edit);
    kept.push(edit);
  }
  return { file, before: sha256(text), edits: kept };
}

function replaceAll(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const edit of edits) {
    pieces.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return [...pieces, text.slice(at)].join("");
}

/** Whether the edits have been made: with what they replaced put back, would it be the text that they were made for? */
function isDone({ before, edits }: FileEdits, text: string, originals: readonly string[]): boolean {
  let shift = 0;
  const back = edits.map((edit, i) => {
    const start = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    return { start, end: start + edit.text.length, text: originals[i] ?? "" };
  });
  const fits = back.every(({ start, end }, i) => text.slice(start, end) === edits[i]?.text);
  return fits && sha256(replaceAll(text, back)) === before;
}

/** Edits that know what they replace, so that they can be asked twice. */
export interface ReadyEdits extends FileEdits {
  readonly originals: readonly string[];
}

export function readyEdits(file: string, text: string, edits: readonly Edit[]): ReadyEdits {
  const made = fileEdits(file, text, edits);
  return { ...made, originals: made.edits.map(({ start, end }) => text.slice(start, end)) };
}

/**
 * The text with the edits made; outside of them every character stays. On a text that has them already nothing
 * happens; on any other text `EDIT_STALE` is thrown, because the ranges would hit something else.
 */
export function applyEdits(text: string, ready: ReadyEdits): string {
  if (sha256(text) === ready.before) return replaceAll(text, ready.edits);
  if (isDone(ready, text, ready.originals)) return text;
  const message = `${ready.file} has changed since its edits were made`;
  throw blocked("EDIT_STALE", `${message}.`, "read the tree again and propose the edits anew.");
}

/** What YAML would not take as a string without quotes: numbers, and words with a meaning. */
const NEEDS_QUOTES =
  /^(?:[-+]?(?:\d[\d_]*)?\.?\d*(?:[eE][-+]?\d+)?|0x[\da-f]+|true|false|null|yes|no|on|off|~|)$|^[\s!&*>|@`"'%#{}[\],?:-]|: | #|[\s:]$/i;

/** Replaces what a scalar says, in the quotes that it has. Throws `EDIT_UNSAFE` for text that YAML would misread. */
export function scalarEdit(at: At, text: string): Edit {
  const quote = at.inside ? "" : (/^["']/.exec(textAt(at))?.[0] ?? "");
  if (!/^[\w.+/@:~^*<>=|, -]+$/.test(text)) {
    throw blocked("EDIT_UNSAFE", `"${text}" cannot be written as a version.`, "choose another version.");
  }
  const wrap = quote === "" && at.inside === undefined && NEEDS_QUOTES.test(text) ? '"' : quote;
  return { start: at.start, end: at.end, text: `${wrap}${text}${wrap}` };
}
