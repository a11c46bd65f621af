import type { Component, WrittenPin } from "../detect/component";
import { documentKey, type KubeObject } from "../gitops/kube-object";
import type { At } from "../gitops/place";
import type { GitView } from "../gitops/view";

/** A pin that stands somewhere. */
export interface PinPlace extends WrittenPin {
  readonly at: At;
}

const hasPlace = (pin: WrittenPin): pin is WrittenPin & PinPlace => pin.pin.at !== undefined;

const objectsOf = ({ clusters }: GitView): KubeObject[] =>
  clusters.flatMap(({ objects }) => objects.map(({ object }) => object));

/**
 * Whether a pin belongs to what is looked at. A repository may describe several clusters, and the view may be of one
 * of them: then the manifests and charts of the others are not this cluster's to update.
 */
function isOurs(written: WrittenPin, view: GitView): boolean {
  const known = view.pins.find(({ pin }) => pin === written.pin);
  if (known === undefined) return true;
  const objects = objectsOf(view);
  if (known.owner !== null) {
    const key = documentKey(known.owner);
    return key === null || objects.some((it) => documentKey(it) === key);
  }
  if (known.update !== "manifest") return true;
  const file = known.pin.at?.source.path;
  return objects.some(({ value }) => value.at?.source.path === file);
}

/** Where a component's version is written, each place once. */
export function pinPlaces({ pins }: Component, view: GitView): PinPlace[] {
  const ours = pins.filter((it) => isOurs(it, view)).map((it) => ({ ...it, at: it.pin.at }));
  const placed = ours.filter(hasPlace);
  return [...new Map(placed.map((it) => [`${it.at.source.path}:${it.at.start}`, it])).values()];
}
