import type { Evidenced } from "../detect/evidence";
import { reasonText, titleOf as titleOfStep } from "../planning/step-text";
import type { SolvedStep } from "../solver";

/** A chart is called by its name, and not by the release that installs it. */
const nameOf = (step: SolvedStep, evidence: Evidenced | undefined): string =>
  (step.kind === "chart" ? evidence?.component.name : undefined) || titleOfStep(step);

/** What `git log --oneline` shows. */
export function titleOf(step: SolvedStep, evidence: Evidenced | undefined): string {
  const name = nameOf(step, evidence);
  if (step.action === "update") return `${name} ${step.from} -> ${step.to}`;
  const next = step.kind === "k3s" ? "Kubernetes" : name;
  return `API versions that the next ${next} serves`;
}

/** Where the version is listed, and the page of its release. */
function sources({ action, to }: SolvedStep, evidence: Evidenced | undefined): string[] {
  const listing = evidence?.listing;
  if (action !== "update" || listing?.kind !== "listed") return [];
  const bare = (version: string): string => version.replace(/^v/, "");
  const url = listing.releases.find(({ version }) => bare(version) === bare(to))?.url ?? "";
  return [`Source: ${listing.source}`, ...(url === "" ? [] : [`Release: ${url}`])];
}

const what = (step: SolvedStep, evidence: Evidenced | undefined): string => {
  const owner = evidence?.component.owner || nameOf(step, evidence);
  return step.action === "update"
    ? `Step ${step.index} of the plan: ${owner}, a ${step.bump} update.`
    : `Step ${step.index} of the plan, an edit in Git without an update.`;
};

const paragraph = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines];

/** Why the step is there, what was done besides, and where the version is from. */
export function bodyOf(step: SolvedStep, evidence: Evidenced | undefined, notes: readonly string[]): string {
  const from = sources(step, evidence);
  return [
    what(step, evidence),
    ...paragraph(
      "Why:",
      step.reasons.map((it) => `- ${reasonText(it)}`),
    ),
    ...paragraph(
      "Changes:",
      notes.map((it) => `- ${it}`),
    ),
    ...(from.length === 0 ? [] : ["", ...from]),
  ].join("\n");
}
