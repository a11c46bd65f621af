import type { WrittenPin } from "../detect/component";
import type { Evidenced } from "../detect/evidence";
import { finding } from "../finding-codes";
import { scalarEdit } from "../gitops/edits";
import { describePlace, placeOf, textAt } from "../gitops/place";
import type { GitView } from "../gitops/view";
import type { SolvedStep } from "../solver";
import { isOciTag, ociTag } from "./oci-tag";
import { type PinPlace, pinPlaces } from "./pin-places";
import { joined, NO_CHANGE, onlyFindings, type StepChange } from "./step-change";
import { covers, exactFor, sameVersion, spelledAs } from "./written-version";

export interface PinContext {
  readonly step: SolvedStep;
  readonly evidence: Evidenced;
  readonly view: GitView;
}

const where = ({ at }: PinPlace): string => describePlace(placeOf(at));

/** Without the quotes around it. */
const writtenAt = ({ at }: PinPlace): string => textAt(at).replace(/^(["'])(.*)\1$/s, "$2");

const edited = ({ at }: PinPlace, text: string, ...notes: readonly string[]): StepChange => ({
  ...NO_CHANGE,
  edits: [{ at, edit: scalarEdit(at, text) }],
  notes,
});

function byHand(place: PinPlace, { step }: PinContext, message: string): StepChange {
  const next = `set it to what ${step.to} needs.`;
  return onlyFindings(finding("PROPOSAL_BY_HAND", where(place), message, { next }));
}

function exactPin(place: PinPlace, { step, evidence, view }: PinContext): StepChange {
  const written = writtenAt(place);
  // What is escaped or folded says something else on the page than in the cluster.
  if (!/^=?\s*v?\d[\w.+-]*$/.test(written)) {
    const what = written.split("\n", 1)[0] ?? "";
    return byHand(place, { step, evidence, view }, `${what} is not written as a plain version`);
  }
  const text = isOciTag(place.at, view)
    ? ociTag(written, step.to, evidence.listing)
    : spelledAs(written, step.to);
  return edited(place, text);
}

function rangePin(place: PinPlace, context: PinContext): StepChange {
  const { step } = context;
  const { text } = place.pin;
  const contained = covers(place.pin, step.to);
  if (contained === true) {
    const message = `"${text}" contains ${step.to}; nothing is to be written`;
    return onlyFindings(finding("PROPOSAL_RANGE_COVERS", where(place), message));
  }
  if (contained === null) return byHand(place, context, `"${text}" is no range that can be read`);
  const exact = exactFor(text, step.to);
  return edited(place, exact, `The range "${text}" does not contain ${step.to}, so it becomes ${exact}.`);
}

const OTHERS = {
  digest: "a digest stands there, which names no version",
  channel: "a channel stands there, which moves by itself",
  unknown: "the version comes from a variable or a cipher that is not in the tree",
} as const;

function pinChange(place: PinPlace, context: PinContext): StepChange {
  const { kind } = place.pin;
  if (kind === "exact") return exactPin(place, context);
  if (kind === "range" || kind === "any") return rangePin(place, context);
  return byHand(place, context, OTHERS[kind]);
}

const says = ({ pin }: PinPlace, version: string): boolean => sameVersion(pin.text, version);

/**
 * Where a version stands in several places, those that say what runs are meant; the others are told. Where none
 * does, Git and the cluster differ, and what Git says becomes what the plan says.
 */
export function meantPlaces(
  places: readonly PinPlace[],
  { from, to }: Pick<SolvedStep, "from" | "to">,
): { readonly meant: readonly PinPlace[]; readonly others: readonly PinPlace[] } {
  const open = places.filter((it) => !says(it, to));
  const running = open.filter((it) => says(it, from));
  const exact = running.length === 0 ? open : open.filter((it) => running.includes(it) || moves(it));
  return { meant: exact, others: open.filter((it) => !exact.includes(it)) };
}

const moves = ({ pin }: PinPlace): boolean => pin.kind !== "exact";

function noEdit({ pin, update }: WrittenPin): string {
  if (update === "manifest") return `"${pin.text}" is only an image; the rest of the manifest belongs to it`;
  return `"${pin.text}" is put together of several parts, so that there is no one place to edit`;
}

function noPlace({ step, evidence }: PinContext): StepChange {
  const { component } = evidence;
  const [pin] = component.pins;
  if (pin !== undefined && covers(pin.pin, step.to) === true) {
    const message = "no version is written in Git, so the newest is taken; nothing is to be written";
    return onlyFindings(finding("PROPOSAL_RANGE_COVERS", component.owner || component.name, message));
  }
  const message = pin === undefined ? `no file in Git says the version of ${component.name}` : noEdit(pin);
  const next = component.id.startsWith("helm/")
    ? `update it with helm upgrade to ${step.to}, or put it under Flux with a HelmRelease.`
    : `bring it to ${step.to} where it is installed from.`;
  return onlyFindings(finding("PROPOSAL_BY_HAND", component.owner || component.name, message, { next }));
}

function drifted(place: PinPlace, { step }: PinContext): string[] {
  if (says(place, step.from) || moves(place)) return [];
  return [`${where(place)} said ${place.pin.text} while ${step.from} runs.`];
}

/** An update by what is written: every place that counts gets the version of the step. */
export function pinEdits(context: PinContext): StepChange {
  const { step, evidence, view } = context;
  const places = pinPlaces(evidence.component, view).filter(({ update }) => update === "edit");
  if (places.length === 0) return noPlace(context);
  const { meant, others } = meantPlaces(places, step);
  const left = others.map((it) =>
    onlyFindings(finding("PROPOSAL_OTHER_PIN", where(it), `it says ${it.pin.text}, not ${step.from}`)),
  );
  const done = meant.length > 0 ? [] : places.filter((it) => says(it, step.to));
  const said = done.map((it) =>
    onlyFindings(finding("PROPOSAL_DONE", where(it), `it says ${step.to} already, and ${step.from} runs`)),
  );
  const made = meant.map((it) => {
    const change = pinChange(it, context);
    return change.edits.length === 0
      ? change
      : { ...change, notes: [...change.notes, ...drifted(it, context)] };
  });
  return joined([...made, ...left, ...said]);
}
