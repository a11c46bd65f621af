import { imagesOf, tagPin } from "../containers";
import { documentKey, type KubeObject } from "../kube-object";
import { partOf } from "../part";
import { pinOf } from "../version-pin";
import type { Component, FindPins, PinContext } from "./pin";

/** Every object once, however many clusters share its document. */
export function objectsIn({ clusters }: PinContext): KubeObject[] {
  const objects = clusters.flatMap((cluster) => cluster.objects.map(({ object }) => object));
  const seen = new Map(objects.map((it, i) => [documentKey(it) ?? `${i}`, it]));
  return [...seen.values()];
}

/** A HelmRelease or HelmChart of one of these charts. */
export const fromCharts =
  (component: Component, names: readonly string[]): FindPins =>
  ({ charts }) =>
    charts.flatMap(({ resolution, owner, suspended }) => {
      const { chart, version: pin } = resolution;
      if (chart === undefined || pin === undefined || !names.includes(chart)) return [];
      return [
        {
          component,
          how: owner.kind,
          scheme: "chart",
          update: "edit",
          pin,
          owner,
          suspended,
        },
      ];
    });

/** A workload that runs an image; the last part of the image's name decides, whatever registry it is from. */
export const fromImages =
  (component: Component, image: RegExp): FindPins =>
  (context) =>
    objectsIn(context).flatMap((owner) => {
      const found = imagesOf(owner).find(({ name, tag }) => tag !== "" && image.test(name));
      if (found === undefined) return [];
      return [
        {
          component,
          how: "image",
          scheme: "release",
          update: "manifest",
          pin: tagPin(found),
          owner,
          suspended: false,
        },
      ];
    });

/** A manifest that a kustomization fetches; the first group of the pattern is the version. */
export const fromRemotes =
  (component: Component, url: RegExp): FindPins =>
  ({ remotes }) =>
    remotes.flatMap((remote) => {
      const version = url.exec(remote.url.text)?.[1];
      if (version === undefined) return [];
      const pin = pinOf({ ...partOf(remote.url, version), text: version }, "exact");
      return [
        {
          component,
          how: "remote manifest",
          scheme: "release",
          update: "edit",
          pin,
          owner: null,
          suspended: false,
        },
      ];
    });
