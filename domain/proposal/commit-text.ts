import type { Evidenced } from "../detect/evidence";
import type { Reason, SolvedStep } from "../solver";

const NAMES: Readonly<Record<SolvedStep["kind"], string>> = {
  k3s: "k3s",
  flux: "Flux",
  longhorn: "Longhorn",
  chart: "",
};

const nameOf = ({ kind, component }: SolvedStep, evidence: Evidenced | undefined): string =>
  NAMES[kind] || evidence?.component.name || component;

/** What `git log --oneline` shows. */
export function titleOf(step: SolvedStep, evidence: Evidenced | undefined): string {
  const name = nameOf(step, evidence);
  if (step.action === "update") return `${name} ${step.from} -> ${step.to}`;
  const next = step.kind === "k3s" ? "Kubernetes" : name;
  return `API versions that the next ${next} serves`;
}

const LEADS: Readonly<Record<Reason["relation"], (step: number | null) => string>> = {
  goal: () => "",
  stop: (step) => `a stop before step ${step}: `,
  prepares: (step) => `prepares step ${step}: `,
  after: (step) => `only after step ${step}: `,
  before: (step) => `before step ${step}: `,
  safety: () => "its place: ",
};

const reasons = ({ reasons: all }: SolvedStep): string[] =>
  all.map(({ relation, step, text }) => `- ${LEADS[relation](step)}${text}`);

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
    ...paragraph("Why:", reasons(step)),
    ...paragraph(
      "Changes:",
      notes.map((it) => `- ${it}`),
    ),
    ...(from.length === 0 ? [] : ["", ...from]),
  ].join("\n");
}
