import { finding } from "../finding-codes";
import { describePlace, placeOf } from "../gitops/place";
import { renewManifest } from "./manifest/renew";
import { meantPlaces, type PinContext, pinEdits } from "./pin-edits";
import type { PinPlace } from "./pin-places";
import type { ManifestText, ProposalInput } from "./proposal-input";
import { joined, NO_CHANGE, onlyFindings, type StepChange } from "./step-change";
import { manifestPlaces, versionOf } from "./wanted-manifests";
import { sameVersion } from "./written-version";

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

function unread(place: PinPlace, version: string, because: string): StepChange {
  const message = `the install manifest of Flux ${version} could not be read: ${because}`;
  return onlyFindings(finding("PROPOSAL_MANIFEST_UNKNOWN", place.at.source.path, message));
}

/** One gotk-components.yaml, made anew from the release. */
function renewed(place: PinPlace, { step }: PinContext, { manifests }: ProposalInput): StepChange {
  const { source } = place.at;
  const own = versionOf(place);
  const before = manifests.get(own) ?? NOT_READ;
  const after = manifests.get(step.to) ?? NOT_READ;
  if ("because" in before) return unread(place, own, before.because);
  if ("because" in after) return unread(place, step.to, after.because);
  const { text, carried, lost } = renewManifest({
    existing: source.text,
    before: before.text,
    from: own,
    after: after.text,
    to: step.to,
  });
  const where = describePlace(placeOf(place.at));
  return {
    ...NO_CHANGE,
    replacements: [{ source, text }],
    notes: [
      `${source.path} is made anew from the release.`,
      ...grouped(carried).map((it) => `Carried over: ${it}.`),
    ],
    findings: grouped(lost).map((it) => finding("PROPOSAL_CHANGE_LOST", where, it)),
  };
}

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
export function fluxUpdate(context: PinContext, input: ProposalInput): StepChange {
  const { step, evidence } = context;
  const places = manifestPlaces(step, input);
  const { meant, others } = meantPlaces(places, step);
  const made = meant.map((it) => renewed(it, context, input));
  const left = others.map((it) =>
    onlyFindings(
      finding("PROPOSAL_OTHER_PIN", it.at.source.path, `it says ${it.pin.text}, not ${step.from}`),
    ),
  );
  const edits = evidence.component.pins.some(({ update }) => update === "edit");
  const hasManifest = places.length > 0;
  const pins = edits || !hasManifest ? [(edits ? null : byChart(context, input)) ?? pinEdits(context)] : [];
  const done = hasManifest && meant.length === 0 ? [already(context)] : [];
  return joined([...made, ...left, ...pins, ...done]);
}

const already = ({ step }: PinContext): StepChange =>
  onlyFindings(
    finding("PROPOSAL_DONE", "flux", `its manifest says ${step.to} already, and ${step.from} runs`),
  );
