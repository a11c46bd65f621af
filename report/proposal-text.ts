import { describeFinding } from "../domain/finding";
import type { FileChange, Proposal, ProposedCommit } from "../domain/proposal/proposal";
import { plain, type Style } from "./style";

/** What was made of a proposal, beyond what it says itself. */
export interface ProposalOutcome {
  readonly branch: string;
  /** Commits in the order of the proposal; empty when nothing was written. */
  readonly commits: readonly string[];
  /** Where the branch was pushed; `null` when it was not. */
  readonly pushed: string | null;
  /** A patch for each commit, instead of commits. */
  readonly patches: readonly string[] | null;
}

/** More of one file is seen better with git show. */
const MOST_EDITS = 12;

const lineCount = (text: string): number => text.split("\n").length - 1;

function fileLines({ file, before, after, edits }: FileChange): string[] {
  if (edits.length === 0) return [`${file}: made anew, ${lineCount(before)} -> ${lineCount(after)} lines`];
  const shown = edits.slice(0, MOST_EDITS).map((it) => `${it.file}:${it.line}  ${it.before} -> ${it.after}`);
  const more = edits.length - shown.length;
  return more === 0 ? shown : [...shown, `${file}: and ${more} more`];
}

function commitLines(commit: ProposedCommit, sha: string | undefined, style: Style): string[] {
  const head = [sha?.slice(0, 10), style.bold(commit.title)].filter((it) => it !== undefined).join("  ");
  const files = commit.files.flatMap(fileLines);
  const body = commit.body.split("\n").map((line) => (line === "" ? "" : style.dim(`    ${line}`)));
  return ["", `  ${head}`, ...body, "", ...files.map((line) => `    ${line}`)];
}

const patchLines = (commit: ProposedCommit, patch: string): string[] => [
  "",
  `# ${commit.title}`,
  ...commit.body.split("\n").map((line) => `# ${line}`.trimEnd()),
  patch.trimEnd(),
];

function headOf({ commits }: Proposal, { branch, pushed, patches }: ProposalOutcome): string {
  const count = `${commits.length} commit${commits.length === 1 ? "" : "s"}`;
  if (commits.length === 0) return "Nothing of the next stage is to be written in Git";
  if (patches !== null) return `Nothing was written; the branch ${branch} would have ${count}`;
  return `Branch ${branch} with ${count}${pushed === null ? ", not pushed" : `, pushed to ${pushed}`}`;
}

function nextLines({ commits }: Proposal, { branch, pushed, patches }: ProposalOutcome): string[] {
  if (commits.length === 0) return [];
  const after = "when Flux has applied it, run gitops-update plan again";
  if (patches !== null) return [`run gitops-update propose without --dry-run; ${after}`];
  const first = pushed === null ? `git push -u origin ${branch}, then open` : "open";
  return [`${first} a pull request; ${after}`];
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];

/** Branch, commits and findings, and what to do next. */
export function proposalText(proposal: Proposal, outcome: ProposalOutcome, style: Style = plain): string {
  const { commits, findings } = proposal;
  const { patches } = outcome;
  const shown = commits.flatMap((commit, i) =>
    patches === null ? commitLines(commit, outcome.commits[i], style) : patchLines(commit, patches[i] ?? ""),
  );
  return [
    style.bold(headOf(proposal, outcome)),
    ...shown,
    ...section(style.bold("Findings"), findings.map(describeFinding)),
    ...section(style.bold("Next"), nextLines(proposal, outcome)),
  ].join("\n");
}
