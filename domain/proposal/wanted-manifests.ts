import type { SolvedStep } from "../solver";
import { meantPlaces } from "./pin-edits";
import { type PinPlace, pinPlaces } from "./pin-places";
import type { ProposalInput } from "./proposal-input";

/** Places where a whole manifest stands for the version. */
export function manifestPlaces(
  step: SolvedStep,
  input: Pick<ProposalInput, "evidenced" | "view">,
): PinPlace[] {
  const evidence = input.evidenced.find((it) => it.component.id === step.component);
  if (evidence === undefined || step.action !== "update" || step.kind !== "flux") return [];
  return pinPlaces(evidence.component, input.view).filter(({ update }) => update === "manifest");
}

const withV = (version: string): string => (version.startsWith("v") ? version : `v${version}`);

/** The version that a manifest says it is of. */
export const versionOf = ({ pin }: PinPlace): string => withV(pin.text);

/** Versions of Flux whose install manifests a proposal needs: those that Git has and that it is to have. */
export function wantedManifests(input: Pick<ProposalInput, "stage" | "evidenced" | "view">): string[] {
  const wanted = input.stage.steps.flatMap((step) => {
    const { meant } = meantPlaces(manifestPlaces(step, input), step);
    return meant.length === 0 ? [] : [...meant.map(versionOf), withV(step.to)];
  });
  return [...new Set(wanted)];
}
