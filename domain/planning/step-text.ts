import type { Reason, SolvedStep } from "../solver";

/** How a component is called in sentences. */
export const titleOf = ({ kind, component }: SolvedStep): string =>
  kind === "chart" ? component : { k3s: "k3s", flux: "Flux", longhorn: "Longhorn" }[kind];

/** `Flux v2.6.4 -> v2.8.8`. */
export function headOf(step: SolvedStep): string {
  if (step.action === "update") return `${titleOf(step)} ${step.from} -> ${step.to}`;
  const at = `${titleOf(step)} stays at ${step.to}`;
  return step.action === "edit"
    ? `edit API versions in Git (${at})`
    : `migrate stored and live objects (${at})`;
}

const LEADS: Readonly<Record<Reason["relation"], (step: number | null) => string>> = {
  goal: () => "",
  stop: (step) => `a stop before step ${step}: `,
  prepares: (step) => `prepares step ${step}: `,
  after: (step) => `only after step ${step}: `,
  before: (step) => `before step ${step}: `,
  safety: () => "nothing demands this place: ",
};

/** Why a step is there, or stands where it stands. */
export const reasonText = ({ relation, step, text }: Pick<Reason, "relation" | "step" | "text">): string =>
  `${LEADS[relation](step)}${text}`;
