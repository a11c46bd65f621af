import type { Command } from "commander";
import { usage } from "../../domain/errors";
import type { Proposal } from "../../domain/proposal/proposal";
import { commitBranch } from "../../providers/adapters/git-branch";
import { unifiedDiff } from "../../providers/adapters/git-diff";
import type { PushTarget } from "../../providers/adapters/git-push";
import type { ResolvedConfig } from "../../providers/resolve-config";
import { secretFrom } from "../../providers/source-credentials";
import { proposalJson } from "../../report/proposal-json";
import { type ProposalOutcome, proposalText } from "../../report/proposal-text";
import { FORMS, outputOf } from "../context";
import { EXIT_CODES } from "../exit-codes";
import { lookConfig } from "../look-config";
import { StatusLine } from "../output/status-line";
import { say, sayJson, style } from "../output/style";
import { type Look, planRunOf, runPlan } from "../plan-run";
import { nextProposal } from "../proposal-run";

export interface ProposeOptions extends Look {
  readonly branch?: string;
  readonly replace?: boolean;
  readonly push?: boolean;
  readonly dryRun?: boolean;
}

/** The address of a repository that is cloned for this run; `null` where a checkout is named. */
const cloneUrl = ({ git }: ProposeOptions, { config }: ResolvedConfig): string | null =>
  git === undefined ? (config.git?.url ?? null) : null;

function demandRepository(options: ProposeOptions, resolved: ResolvedConfig): void {
  if (options.git === undefined && resolved.config.git === undefined) {
    const next = "name a folder with --git, or set gitops-updates:git.";
    throw usage("GIT_REPOSITORY_MISSING", "no Git repository is named, so nothing can be proposed.", next);
  }
  if (cloneUrl(options, resolved) === null || options.push === true || options.dryRun === true) return;
  const message =
    "gitops-updates:git.url is cloned for this run only, and the branch would be gone with the clone";
  throw usage(
    "PROPOSAL_NEEDS_PUSH",
    `${message}.`,
    "add --push or --dry-run, or name a checkout with --git.",
  );
}

function pushTarget(options: ProposeOptions, resolved: ResolvedConfig): PushTarget | null {
  if (options.push !== true) return null;
  const url = cloneUrl(options, resolved);
  if (url === null) return "remote";
  const variable = resolved.config.git?.tokenFrom;
  if (variable === undefined) return { url };
  return { url, token: secretFrom(process.env, variable, "gitops-updates:git.tokenFrom").reveal() };
}

const NOT_WRITTEN = { commits: [], pushed: null } as const;

async function write(
  proposal: Proposal,
  folder: string,
  options: ProposeOptions,
  resolved: ResolvedConfig,
): Promise<ProposalOutcome> {
  const branch = options.branch ?? proposal.branch;
  if (options.dryRun === true) {
    const patches = await Promise.all(proposal.commits.map(({ files }) => unifiedDiff(files)));
    return { ...NOT_WRITTEN, branch, patches };
  }
  if (proposal.commits.length === 0) return { ...NOT_WRITTEN, branch, patches: null };
  const { commits } = proposal;
  const request = { folder, branch, replace: options.replace === true, commits };
  const made = await commitBranch({ ...request, push: pushTarget(options, resolved) });
  return { branch, commits: made.commits, pushed: made.pushed, patches: null };
}

interface Proposed {
  readonly proposal: Proposal;
  readonly outcome: ProposalOutcome;
}

async function proposed(
  options: ProposeOptions,
  resolved: ResolvedConfig,
  progress: (line: string) => void,
): Promise<Proposed | null> {
  const planned = await runPlan(planRunOf(options, resolved, progress));
  try {
    const proposal = await nextProposal(planned);
    if (proposal === null) return null;
    progress("writing the next stage");
    const outcome = await write(proposal, planned.git?.folder ?? "", options, resolved);
    return { proposal, outcome };
  } finally {
    planned.close();
  }
}

const NOTHING: Proposed = {
  proposal: { branch: "", commits: [], findings: [] },
  outcome: { ...NOT_WRITTEN, branch: "", patches: null },
};

export async function runPropose(options: ProposeOptions, command: Command): Promise<void> {
  const output = outputOf(command, FORMS);
  const resolved = lookConfig(command, options);
  demandRepository(options, resolved);
  const line = new StatusLine();
  const found = await proposed(options, resolved, line.show).finally(() => line.clear());
  const { proposal, outcome } = found ?? NOTHING;
  if (output === "json") sayJson(proposalJson(proposal, outcome));
  else if (found === null) say("Everything is where it should be; there is nothing to propose.");
  else say(proposalText(proposal, outcome, style));
  // Findings without a commit are things that a person has to do before the plan goes on.
  if (found !== null && proposal.commits.length === 0) process.exitCode = EXIT_CODES.blocked[0];
}
