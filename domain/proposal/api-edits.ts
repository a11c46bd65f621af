import type { Evidenced, Target } from "../detect/evidence";
import { isUnknown } from "../detect/evidence";
import { finding } from "../finding-codes";
import { apiVersionEdit } from "../gitops/api/api-version-edit";
import { unknownFields } from "../gitops/api/unknown-fields";
import {
  apiVersionAt,
  apiVersionOf,
  describeAt,
  describeObject,
  type KubeObject,
} from "../gitops/kube-object";
import { writtenObjects } from "../gitops/tree";
import type { SolvedStep } from "../solver";
import { useId } from "../solver/api-use";
import type { ApiChange } from "../solver/solved-plan";
import type { ProposalInput } from "./proposal-input";
import { joined, NO_CHANGE, onlyFindings, type StepChange } from "./step-change";

/** `helm.toolkit.fluxcd.io/v2 HelmRelease` -> `helm.toolkit.fluxcd.io/v2`. */
const apiOf = (id: string): string => (id.split(" ")[0] ?? "").replace(/^\//, "");

function byHand(object: KubeObject, to: string): StepChange {
  const said = to === "" ? "nothing takes its place" : `write ${to}`;
  const message = `${apiVersionOf(object)} of ${describeObject(object)} cannot be replaced by itself; ${said}`;
  return onlyFindings(finding("PROPOSAL_BY_HAND", describeAt(apiVersionAt(object)), message));
}

/** Fields that the definition of the new version does not have, as far as its schema is known. */
function lostFields(object: KubeObject, to: string, target: Target | null): string[] {
  const crd = target?.crds.find((it) => it.group === object.group && it.kind === object.kind);
  const schema = crd?.versions.find(({ name }) => to.endsWith(`/${name}`))?.schema;
  return unknownFields(object.value, schema);
}

function objectEdit(object: KubeObject, to: string, target: Target | null): StepChange {
  const at = apiVersionAt(object);
  const edit = at === undefined ? null : apiVersionEdit(at, apiVersionOf(object), to);
  if (at === undefined || edit === null) return byHand(object, to);
  const lost = lostFields(object, to, target);
  const message = `${describeObject(object)} has ${lost.join(", ")}, which ${to} does not know`;
  return {
    ...NO_CHANGE,
    edits: [{ at, edit: { start: at.start, end: at.end, text: edit.replace } }],
    findings: lost.length === 0 ? [] : [finding("PROPOSAL_FIELDS_UNKNOWN", describeAt(at), message)],
  };
}

const targetOf = (evidence: Evidenced | undefined): Target | null => {
  const target = evidence?.target ?? null;
  return target === null || isUnknown(target) ? null : target;
};

function changeEdits(
  { from, to }: ApiChange,
  objects: readonly KubeObject[],
  target: Target | null,
): StepChange {
  const written = objects.filter((it) => useId(it) === from);
  const replacement = to === from ? "" : apiOf(to);
  const made = joined(written.map((it) => objectEdit(it, replacement, target)));
  const note = `${apiOf(from)} becomes ${replacement}: ${made.edits.length} of ${from.split(" ")[1] ?? ""}.`;
  return made.edits.length === 0 ? made : { ...made, notes: [note] };
}

/** The objects of a step `edit`, each in the API version that it becomes. */
export function apiEdits(
  step: SolvedStep,
  evidence: Evidenced | undefined,
  { tree }: ProposalInput,
): StepChange {
  const objects = writtenObjects(tree);
  const target = targetOf(evidence);
  const changes = step.changes.filter(({ place }) => place === "git");
  return joined(changes.map((it) => changeEdits(it, objects, target)));
}
