import { blocked, describeError, isUpdateError } from "../domain/errors";
import { describeFinding } from "../domain/finding";
import type { Proposal } from "../domain/proposal/proposal";
import type { ManifestText, ProposalInput } from "../domain/proposal/proposal-input";
import { propose } from "../domain/proposal/propose";
import { type ManifestId, manifestKey, wantedManifests } from "../domain/proposal/wanted-manifests";
import type { SolvedStage } from "../domain/solver";
import type { Planned } from "./plan-run";

/** `null` when there is nothing left to do. */
function nextStage({ solution }: Planned): SolvedStage | null {
  if ("plan" in solution) return solution.plan.stages[0] ?? null;
  const why = solution.none.findings.map(describeFinding).join(" ");
  const next = "run gitops-update plan, which tells what forbids it and what may be accepted.";
  throw blocked("PLAN_IMPOSSIBLE", `there is no plan, so there is no next stage: ${why}`, next);
}

async function manifestOf({ readManifest }: Planned, { kind, version }: ManifestId): Promise<ManifestText> {
  try {
    return { text: await readManifest(kind, version) };
  } catch (error) {
    if (!isUpdateError(error)) throw error;
    return { because: describeError(error) };
  }
}

async function inputOf(planned: Planned, stage: SolvedStage): Promise<ProposalInput> {
  const { looked, evidenced } = planned.detection;
  if (looked.git === null) {
    const why = looked.findings.filter(({ code }) => code === "GIT_UNKNOWN").map(({ message }) => message);
    throw blocked(
      "GIT_UNREAD",
      why[0] ?? "the Git repository could not be read.",
      "make it readable, then try again.",
    );
  }
  const { tree, view } = looked.git;
  const wanted = wantedManifests({ stage, evidenced, view });
  const texts = await Promise.all(
    wanted.map(async (it) => [manifestKey(it), await manifestOf(planned, it)] as const),
  );
  return { stage, evidenced, tree, view, manifests: new Map(texts) };
}

/** The next stage of a plan as commits; `null` when everything is where it should be. */
export async function nextProposal(planned: Planned): Promise<Proposal | null> {
  const stage = nextStage(planned);
  return stage === null ? null : propose(await inputOf(planned, stage));
}
