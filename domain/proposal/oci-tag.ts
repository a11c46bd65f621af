import { isFound } from "../gitops/charts/chart";
import type { At } from "../gitops/place";
import { scalarOf } from "../gitops/value";
import type { GitView } from "../gitops/view";
import type { Listing } from "../listing";
import { spelledAs } from "./written-version";

/** Whether a place is `spec.ref.tag` of an OCIRepository: a name in a registry, which has to be met to the letter. */
export function isOciTag(at: At, { charts }: GitView): boolean {
  return charts.some(({ resolution }) => {
    const object = isFound(resolution) ? resolution.source.object : null;
    if (object?.kind !== "OCIRepository") return false;
    const tag = scalarOf(object.value, "spec", "ref", "tag")?.at;
    return tag !== undefined && tag.source.path === at.source.path && tag.start === at.start;
  });
}

/** The tag of a version: in the spelling that stands there if the registry has that, and with `_` for `+`. */
export function ociTag(written: string, version: string, listing: Listing | null): string {
  const alike = spelledAs(written, version);
  const listed = listing?.kind === "listed" && listing.releases.some((it) => it.version === alike);
  return (listed ? alike : version).replaceAll("+", "_");
}
