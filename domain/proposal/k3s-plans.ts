import { finding } from "../finding-codes";
import { type PinContext, pinEdits } from "./pin-edits";
import { joined, onlyFindings, type StepChange } from "./step-change";

/**
 * An update of k3s by system-upgrade-controller, where Plans pin the version. Without one `gitops-update up` performs
 * it. What else names the version, such as variables of Ansible, Flux does not apply: it is only told.
 */
export function k3sPlans(context: PinContext): StepChange {
  const { step, evidence } = context;
  const { pins } = evidence.component;
  const plans = pins.filter(({ how }) => how === "Plan");
  const told = pins
    .filter(({ how }) => how !== "Plan")
    .map(({ how, pin }) =>
      onlyFindings(finding("PROPOSAL_OTHER_PIN", how, `it says ${pin.text}; set it once ${step.to} runs`)),
    );
  if (plans.every(({ pin }) => pin.kind !== "exact")) return joined([performed(context), ...told]);
  const planned = {
    ...context,
    evidence: { ...evidence, component: { ...evidence.component, pins: plans } },
  };
  return joined([pinEdits(planned), ...told]);
}

function performed({ step }: PinContext): StepChange {
  const next = `run gitops-update up, which takes k3s from ${step.from} to ${step.to} node by node.`;
  return onlyFindings(finding("PROPOSAL_BY_HAND", "k3s", "no file in Git updates it", { next }));
}
