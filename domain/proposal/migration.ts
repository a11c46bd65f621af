import { finding } from "../finding-codes";
import type { SolvedStep } from "../solver";
import { onlyFindings, type StepChange } from "./step-change";

/** What Flux' own command does for its objects; kubectl writes any object anew through the version that is served. */
const commandFor = ({ kind, to }: SolvedStep, kinds: readonly string[]): string =>
  kind === "flux"
    ? `run flux migrate, with the flux command of ${to}`
    : `write each object of ${kinds.join(", ")} once, such as kubectl get -A -o json KIND | kubectl replace -f -`;

/** Nothing in Git changes; it says what has to happen in the cluster before the plan goes on. */
export function migration(step: SolvedStep): StepChange {
  const kinds = [...new Set(step.changes.map(({ from }) => from.split(" ")[1] ?? from))].sort();
  const versions = step.changes.map(({ from, to, place }) => {
    const what = place === "stored" ? "stored objects" : "live objects";
    return `${what} of ${from} become ${to.split(" ")[0]}`;
  });
  const said = versions.length === 0 ? "stored and live objects are written anew" : versions.join("; ");
  const when = "when what was proposed before it is applied; then propose again";
  const next = `${commandFor(step, kinds)}, ${when}.`;
  return onlyFindings(finding("PROPOSAL_MIGRATE", `step ${step.index}`, said, { next }));
}
