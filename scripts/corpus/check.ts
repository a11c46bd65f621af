import { basename } from "node:path";
import type { Corpus } from "./corpus";

/** One line of the result. */
export interface Verdict {
  readonly name: string;
  /** `null` when the corpus has nothing to judge it by. */
  readonly passed: boolean | null;
  /** What was counted or measured; for a failure what was expected. */
  readonly figures: string;
}

/** One check is one file in `checks/` and one line in `registry.ts`. */
export interface Check {
  /** Begins the names of its verdicts. */
  readonly title: string;
  run(corpus: Corpus): Promise<readonly Verdict[]>;
}

/** Most that is said of what is wrong; the count tells how much there is. */
const EXAMPLES = 3;

/** A verdict out of complaints: none means passed. */
export function verdict(name: string, figures: string, complaints: readonly string[]): Verdict {
  if (complaints.length === 0) return { name, passed: true, figures };
  const more = complaints.length > EXAMPLES ? ` and ${complaints.length - EXAMPLES} more` : "";
  return { name, passed: false, figures: `${figures}; ${complaints.slice(0, EXAMPLES).join("; ")}${more}` };
}

/** By shape: a test's errors of the file system come from another realm. */
const isMissing = (error: unknown): error is { readonly path?: string } =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";

/** A check that throws what is wrong and returns a figure; it judges nothing where its files are missing. */
export const asserting = (title: string, judge: (corpus: Corpus) => string | Promise<string>): Check => ({
  title,
  run: async (corpus) => {
    try {
      return [{ name: title, passed: true, figures: await judge(corpus) }];
    } catch (error) {
      if (isMissing(error)) return [nothingToJudge(title, basename(error.path ?? "file for it"))];
      const figures = error instanceof Error ? error.message : String(error);
      return [{ name: title, passed: false, figures }];
    }
  },
});

export const nothingToJudge = (name: string, missing: string): Verdict => ({
  name,
  passed: null,
  figures: `the corpus has no ${missing}`,
});

/** Complains where a figure differs from the recorded one; trees without a record have nothing to differ from. */
export function differs(what: string, found: unknown, recorded: unknown): string[] {
  if (recorded === undefined || JSON.stringify(found) === JSON.stringify(recorded)) return [];
  return [`${what}: ${JSON.stringify(found)}, recorded ${JSON.stringify(recorded)}`];
}
