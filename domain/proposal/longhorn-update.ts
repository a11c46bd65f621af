import { manifestUpdate } from "./manifest-update";
import { type PinContext, pinEdits } from "./pin-edits";
import type { ProposalInput } from "./proposal-input";
import { joined, type StepChange } from "./step-change";

/** An update of Longhorn: its chart, an address in a kustomization, or its manifest in Git. */
export function longhornUpdate(context: PinContext, input: ProposalInput): StepChange {
  const manifest = manifestUpdate(context, input);
  const hasPins = context.evidence.component.pins.some(({ update }) => update === "edit");
  return joined([manifest.change, ...(hasPins || !manifest.there ? [pinEdits(context)] : [])]);
}
