import { manifestUpdate } from "./manifest-update";
import { type PinContext, pinEdits } from "./pin-edits";
import type { ProposalInput } from "./proposal-input";
import type { StepChange } from "./step-change";
import { sameVersion } from "./written-version";

/** The chart of Flux has versions of its own; the one that brings the version of Flux is what is written. */
function byChart(context: PinContext, { evidenced }: ProposalInput): StepChange | null {
  const { step } = context;
  const chart = evidenced.find(({ component }) => component.kind === "chart" && component.name === "flux2");
  if (chart === undefined) return null;
  const releases = chart.listing?.kind === "listed" ? chart.listing.releases : [];
  const found = releases.find(({ appVersion }) => appVersion !== null && sameVersion(appVersion, step.to));
  if (found === undefined) return null;
  const from = chart.component.current ?? "";
  return pinEdits({ ...context, evidence: chart, step: { ...step, from, to: found.version } });
}

/** An update of Flux: its manifest in Git, a pin of its operator, or the chart that brings it. */
export const fluxUpdate = (context: PinContext, input: ProposalInput): StepChange =>
  manifestUpdate(context, input, () => byChart(context, input));
