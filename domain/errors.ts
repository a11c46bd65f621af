/**
 * Errors are named by what happens next: `blocked` needs a person before anything was touched, `waiting` comes
 * right by itself, `stalled` stopped in the middle and needs a person, `partial` keeps progress and can be resumed.
 */
export type ErrorKind = "blocked" | "waiting" | "stalled" | "partial" | "usage";

export interface ErrorDetails {
  readonly kind: ErrorKind;
  /** Stable code, listed in `docs/reference/errors.md`. */
  readonly code: string;
  /** What was found. */
  readonly message: string;
  /** What to do next, one imperative sentence. */
  readonly next: string;
  readonly cause?: unknown;
}

export class UpdateError extends Error {
  override readonly name = "UpdateError";
  readonly kind: ErrorKind;
  readonly code: string;
  readonly next: string;

  constructor({ kind, code, message, next, cause }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.code = code;
    this.next = next;
  }
}

const raise =
  (kind: ErrorKind) =>
  (code: string, message: string, next: string, cause?: unknown): UpdateError =>
    new UpdateError({ kind, code, message, next, ...(cause === undefined ? {} : { cause }) });

export const blocked = raise("blocked");
export const waiting = raise("waiting");
export const stalled = raise("stalled");
export const partial = raise("partial");
export const usage = raise("usage");

/** By shape, not by class: the error may come from another copy of this module or through JSON. */
export function isUpdateError(error: unknown): error is UpdateError {
  return error instanceof Error && error.name === "UpdateError" && "code" in error;
}

/** One line for people: code, what was found, what to do next. */
export function describeError(error: unknown): string {
  if (isUpdateError(error)) return `${error.code}: ${error.message} Next: ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}
