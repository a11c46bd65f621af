import type { ComponentPin } from "../../../domain/gitops/pins/pin";
import { placeOf } from "../../../domain/gitops/place";
import { type Check, differs, type Verdict, verdict } from "../check";
import type { CorpusTree } from "../corpus";
import { pinComplaints } from "../pin-text";

function describe({ component, how, pin }: ComponentPin): string {
  const place = pin.at === undefined ? null : placeOf(pin.at);
  const where = place === null ? "nowhere" : `${place.file}:${place.line}`;
  return `${component} ${pin.text} (${how}, ${where})`;
}

function judge({ name, view, recorded }: CorpusTree): Verdict {
  const found = view.pins.map(describe);
  const counts = ["k3s", "flux", "longhorn"].map(
    (component) => `${component} ${view.pins.filter((it) => it.component === component).length}`,
  );
  const complaints = view.pins.flatMap(({ component, pin }) => pinComplaints(component, pin));
  return verdict(`pins ${name}`, counts.join(", "), [
    ...complaints,
    ...differs("pins", found, recorded.pins),
  ]);
}

/** Where the versions of k3s, Flux and Longhorn are written. */
export const pins: Check = {
  title: "pins",
  run: async (corpus) => (await corpus.trees()).map(judge),
};
