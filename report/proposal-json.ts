import type { Proposal, ProposedCommit } from "../domain/proposal/proposal";
import type { ProposalOutcome } from "./proposal-text";

const commitJson = ({ step, title, body, files }: ProposedCommit, i: number, outcome: ProposalOutcome) => ({
  step,
  title,
  body,
  commit: outcome.commits[i] ?? null,
  files: files.map(({ file, edits }) => ({ file, whole: edits.length === 0, edits })),
  ...(outcome.patches === null ? {} : { patch: outcome.patches[i] ?? "" }),
});

/** For machines; keys are only added. */
export const proposalJson = (proposal: Proposal, outcome: ProposalOutcome) => ({
  schema: "gitops-updates/proposal/v1",
  branch: proposal.commits.length === 0 ? null : outcome.branch,
  written: outcome.commits.length > 0,
  pushed: outcome.pushed,
  commits: proposal.commits.map((it, i) => commitJson(it, i, outcome)),
  findings: proposal.findings.map(({ code, severity, subject, message, next }) => ({
    code,
    severity,
    subject,
    message,
    next,
  })),
});
