import type { UpdateError } from "../../domain/errors";
import type { Finding } from "../../domain/finding";
import type { FindingCode } from "../../domain/finding-codes";
import { someOf } from "../../domain/some-of";

/** What came of one question. */
export interface Outcome {
  /** `null` is an answer as it should be. */
  readonly failure: string | null;
  /** Says more than the check's usual code. */
  readonly code?: FindingCode;
  /** HTTP status, where there is one. */
  readonly status?: number;
}

/** One thing that was tried at one place; both together are its name in the memory of before the run. */
export interface Measurement extends Outcome {
  /** Empty for what no single node is asked about. */
  readonly node: string;
  readonly what: string;
  /** The node could not be asked at all, or not everything. */
  readonly trouble?: UpdateError;
}

export const nameOf = (probe: string, { node, what }: Measurement): string =>
  `${probe} ${node} ${what}`.replaceAll("  ", " ");

/** An error that is about a node or the API, told as a finding. */
export const asFinding = (subject: string, { code, message, next }: UpdateError): Finding => ({
  code,
  severity: "blocker",
  subject,
  message,
  next,
});

const NAMED = 3;

/** `a, b, c and 97 more`. */
export const some = (names: readonly string[]): string => someOf([...new Set(names)], NAMED);

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
