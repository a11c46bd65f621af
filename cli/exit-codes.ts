import { type ErrorKind, isUpdateError } from "../domain/errors";

/** What a script can rely on; printed by `gitops-update --help` and documented in docs/reference/exit-codes.md. */
export const EXIT_CODES = {
  ok: [0, "done, or nothing to do"],
  error: [1, "an unexpected error"],
  usage: [2, "the command line or the configuration is wrong"],
  updates: [3, "updates are available (only with --exit-code)"],
  validation: [4, "the cluster is not healthy"],
  rolledBack: [5, "the update failed and was undone"],
  locked: [6, "another update holds the cluster's or the stack's lock"],
  window: [7, "outside the maintenance window"],
  blocked: [8, "something must be decided or mended first; nothing was changed"],
  security: [9, "updates are available that mend vulnerabilities (only with detect --exit-code)"],
  unknown: [
    10,
    "no update is known, but not everything could be asked (only with --exit-code of detect and plan)",
  ],
  resumable: [75, "stopped in the middle; run again to go on"],
  interrupted: [130, "interrupted"],
} as const satisfies Record<string, readonly [number, string]>;

export type ExitName = keyof typeof EXIT_CODES;

const BY_CODE: Readonly<Record<string, ExitName>> = {
  VALIDATION_FAILED: "validation",
  NODE_ROLLED_BACK: "rolledBack",
  ROLLED_BACK: "rolledBack",
  CLUSTER_LOCKED: "locked",
  STACK_LOCKED: "locked",
  WINDOW_CLOSED: "window",
  INTERRUPTED: "interrupted",
};

const BY_KIND: Readonly<Record<ErrorKind, ExitName>> = {
  usage: "usage",
  blocked: "blocked",
  waiting: "resumable",
  stalled: "resumable",
  partial: "resumable",
};

export function exitCodeOf(error: unknown): number {
  const name: ExitName = isUpdateError(error) ? (BY_CODE[error.code] ?? BY_KIND[error.kind]) : "error";
  return EXIT_CODES[name][0];
}
