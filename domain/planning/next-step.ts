import type { SolvedPlan, SolvedStep } from "../solver";

/** Who performs a step: `up` the program, `propose` a commit that Flux applies, `hand` people with the component's tools. */
export type Performer = "up" | "propose" | "hand";

export function performerOf({ kind, action }: SolvedStep): Performer {
  if (action === "edit") return "propose";
  if (action === "migrate") return "hand";
  return kind === "k3s" ? "up" : "propose";
}

export interface NextStep {
  readonly step: SolvedStep;
  readonly by: Performer;
}

/** `null` when everything is where it should be. */
export function nextStep({ stages }: SolvedPlan): NextStep | null {
  const step = stages[0]?.steps[0];
  return step === undefined ? null : { step, by: performerOf(step) };
}
