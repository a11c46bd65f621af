import type { Finding } from "../finding";

/** One replacement as people read it; lines and columns count from 1. */
export interface ShownEdit {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly before: string;
  readonly after: string;
}

/** A file before and after one commit; outside of its edits every character is the same. */
export interface FileChange {
  /** From the root of the tree that was read. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Empty where the whole file is another. */
  readonly edits: readonly ShownEdit[];
}

/** What one step of the plan changes in Git. */
export interface ProposedCommit {
  /** Index of the step in the plan. */
  readonly step: number;
  readonly title: string;
  /** Why, and from where that is known. */
  readonly body: string;
  readonly files: readonly FileChange[];
}

/** The next stage of a plan as commits. */
export interface Proposal {
  /** A name for the branch, the same for the same stage. */
  readonly branch: string;
  readonly commits: readonly ProposedCommit[];
  /** What is not written, and what to do about it. */
  readonly findings: readonly Finding[];
}
