import { finding } from "../finding-codes";
import { describePlace, placeOf } from "../gitops/place";
import { isOnlyPart } from "./manifest/is-only-part";
import { type Renewal, renewManifest } from "./manifest/renew";
import { meantPlaces, type PinContext, pinEdits } from "./pin-edits";
import type { PinPlace } from "./pin-places";
import type { ManifestText, ProposalInput } from "./proposal-input";
import { joined, NO_CHANGE, onlyFindings, type StepChange } from "./step-change";
import { manifestKey, manifestPlaces, versionOf } from "./wanted-manifests";

const NOT_READ: ManifestText = { because: "it was not read" };

/** Several objects of one change read better as one line. */
function grouped(lines: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const line of lines) {
    const [, subject = "", what = line] = /^(\w+ [\w./-]+): (.*)$/s.exec(line) ?? [];
    groups.set(what, [...(groups.get(what) ?? []), subject]);
  }
  return [...groups].map(([what, subjects]) => {
    const named = subjects.filter((it) => it !== "");
    return named.length === 0 ? what : `${named.join(", ")}: ${what}`;
  });
}

function unread(place: PinPlace, name: string, version: string, because: string): StepChange {
  const message = `the install manifest of ${name} ${version} could not be read: ${because}`;
  return onlyFindings(finding("PROPOSAL_MANIFEST_UNKNOWN", place.at.source.path, message));
}

/** Definitions in another file would stay as they are, and the new release in front of them. */
function onlyPart({ at }: PinPlace, name: string, to: string): StepChange {
  const message = `it is only a part of the install manifest of ${name}: its definitions are not in this file`;
  const next = `put the manifest of ${to} in the place of all its parts, in one commit.`;
  return onlyFindings(finding("PROPOSAL_BY_HAND", at.source.path, message, { next }));
}

/** One manifest, made anew from the release. */
function renewed(place: PinPlace, { step, evidence }: PinContext, input: ProposalInput): StepChange {
  const { name } = evidence.component;
  const read = (version: string): ManifestText =>
    input.manifests.get(manifestKey({ kind: step.kind, version })) ?? NOT_READ;
  const own = versionOf(place);
  const [before, after] = [read(own), read(step.to)];
  if ("because" in before) return unread(place, name, own, before.because);
  if ("because" in after) return unread(place, name, step.to, after.because);
  const existing = place.at.source.text;
  if (isOnlyPart(existing, before.text)) return onlyPart(place, name, step.to);
  return rewritten(place, { existing, before: before.text, from: own, after: after.text, to: step.to });
}

function rewritten({ at }: PinPlace, renewal: Renewal): StepChange {
  const { text, carried, lost } = renewManifest(renewal);
  const where = describePlace(placeOf(at));
  return {
    ...NO_CHANGE,
    replacements: [{ source: at.source, text }],
    notes: [
      `${at.source.path} is made anew from the release.`,
      ...grouped(carried).map((it) => `Carried over: ${it}.`),
    ],
    findings: grouped(lost).map((it) => finding("PROPOSAL_CHANGE_LOST", where, it)),
  };
}

const already = ({ step }: PinContext): StepChange =>
  onlyFindings(
    finding("PROPOSAL_DONE", step.component, `its manifest says ${step.to} already, and ${step.from} runs`),
  );

/** What becomes of the manifests of a component that lie in Git; `null` where there are none. */
function manifestsOf(context: PinContext, input: ProposalInput): StepChange | null {
  const { step } = context;
  const places = manifestPlaces(step, input);
  if (places.length === 0) return null;
  const { meant, others } = meantPlaces(places, step);
  const left = others.map((it) =>
    onlyFindings(
      finding("PROPOSAL_OTHER_PIN", it.at.source.path, `it says ${it.pin.text}, not ${step.from}`),
    ),
  );
  const done = meant.length === 0 ? [already(context)] : [];
  return joined([...meant.map((it) => renewed(it, context, input)), ...left, ...done]);
}

/**
 * An update by the install manifest of the release that takes the place of the one in Git, and by the pins beside it.
 * @param elsewhere how the version may be written where there is neither; `null` when it is not
 */
export function manifestUpdate(
  context: PinContext,
  input: ProposalInput,
  elsewhere: () => StepChange | null = () => null,
): StepChange {
  const manifests = manifestsOf(context, input);
  const hasPins = context.evidence.component.pins.some(({ update }) => update === "edit");
  if (hasPins) return joined([...(manifests === null ? [] : [manifests]), pinEdits(context)]);
  return manifests ?? elsewhere() ?? pinEdits(context);
}
