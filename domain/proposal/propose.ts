import { blocked } from "../errors";
import type { Finding } from "../finding";
import { finding } from "../finding-codes";
import type { SolvedStage, SolvedStep } from "../solver";
import { apiEdits } from "./api-edits";
import { branchName } from "./branch-name";
import { bodyOf, titleOf } from "./commit-text";
import { fluxUpdate } from "./flux-update";
import { k3sPlans } from "./k3s-plans";
import { manifestUpdate } from "./manifest-update";
import { migration } from "./migration";
import { type PinContext, pinEdits } from "./pin-edits";
import type { Proposal, ProposedCommit } from "./proposal";
import { evidenceOf, type ProposalInput } from "./proposal-input";
import { onlyFindings, type StepChange } from "./step-change";
import { WorkingTexts } from "./working-texts";

type Update = (context: PinContext, input: ProposalInput) => StepChange;

/** One line for every kind of component. */
const UPDATES: Readonly<Record<SolvedStep["kind"], Update>> = {
  k3s: k3sPlans,
  flux: fluxUpdate,
  longhorn: (context, input) => manifestUpdate(context, input),
  chart: pinEdits,
};

const suspended = (subject: string): Finding =>
  finding("FLUX_SUSPENDED", subject, "an edit does nothing until it is resumed", {
    next: "resume it once the update is wanted.",
  });

function update(step: SolvedStep, input: ProposalInput): StepChange {
  const evidence = evidenceOf(input, step.component);
  if (evidence === undefined) {
    return onlyFindings(finding("PROPOSAL_BY_HAND", step.component, "it is not among what was looked at"));
  }
  const change = UPDATES[step.kind]({ step, evidence, view: input.view }, input);
  const { suspended: sleeps, owner, name } = evidence.component;
  return sleeps ? { ...change, findings: [...change.findings, suspended(owner || name)] } : change;
}

const ACTIONS: Readonly<
  Record<SolvedStep["action"], (step: SolvedStep, input: ProposalInput) => StepChange>
> = {
  update,
  edit: (step, input) => apiEdits(step, evidenceOf(input, step.component), input),
  migrate: migration,
};

/** A stage that only `gitops-update up` can perform, because it is the nodes that change. */
function demandGit({ steps, kind }: SolvedStage, commits: readonly ProposedCommit[]): void {
  const step = steps.find(({ action }) => action === "update");
  if (kind !== "k3s" || commits.length > 0 || step === undefined) return;
  const message = `the next stage is k3s ${step.from} -> ${step.to}, and no file in Git performs it`;
  throw blocked(
    "STAGE_NOT_IN_GIT",
    `${message}.`,
    "run gitops-update up, which performs it, then propose again.",
  );
}

/** Two steps may have one place, such as a base of two clusters; the first of them has made the edit. */
function shared(step: SolvedStep, { edits }: StepChange): Finding[] {
  if (edits.length === 0) return [];
  const message = `a step before it has written ${step.to} at the same place`;
  return [finding("PROPOSAL_DONE", step.component, message, { next: "" })];
}

/**
 * What may be merged at once. Whatever stands behind a migration waits for it: a branch with both would be merged as
 * one, and Flux would apply definitions that no longer know what is stored.
 */
function beforeMigration({ steps }: SolvedStage): readonly SolvedStep[] {
  const at = steps.findIndex(({ action }) => action === "migrate");
  return at === -1 ? steps : steps.slice(0, at + 1);
}

/**
 * The next stage of a plan as commits, up to its first migration, one for each step that changes a file. Nothing is
 * written here.
 * @throws `EDIT_CONFLICT` when two steps change the same characters, `STAGE_NOT_IN_GIT`
 */
export function propose(input: ProposalInput): Proposal {
  const { stage } = input;
  const texts = new WorkingTexts();
  const commits: ProposedCommit[] = [];
  const findings: Finding[] = [];
  for (const step of beforeMigration(stage)) {
    const change = ACTIONS[step.action](step, input);
    const files = texts.take(change);
    const evidence = evidenceOf(input, step.component);
    findings.push(...change.findings);
    if (files.length === 0) findings.push(...shared(step, change));
    else {
      const [title, body] = [titleOf(step, evidence), bodyOf(step, evidence, change.notes)];
      commits.push({ step: step.index, title, body, files });
    }
  }
  demandGit(stage, commits);
  return { branch: branchName(stage), commits, findings };
}
