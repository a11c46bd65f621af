import type { KubeObject } from "./kube-object";
import { parseImage } from "./kustomize/images";
import { partOf } from "./part";
import { child, isList, isMap, type ScalarValue, scalarOf, type Value } from "./value";
import { pinOf, type VersionPin } from "./version-pin";

export interface ContainerImage {
  readonly name: string;
  readonly tag: string;
  readonly image: ScalarValue;
}

function containersIn(value: Value | undefined): readonly Value[] {
  if (isList(value)) return value.items.flatMap(containersIn);
  if (!isMap(value)) return [];
  return [...value.entries].flatMap(([key, inner]) =>
    (key === "containers" || key === "initContainers") && isList(inner) ? inner.items : containersIn(inner),
  );
}

/** Images of the pods that an object makes. */
export function imagesOf({ value }: KubeObject): ContainerImage[] {
  return containersIn(child(value, "spec")).flatMap((container) => {
    const image = scalarOf(container, "image");
    return image === undefined ? [] : [{ ...parseImage(image.text), image }];
  });
}

/** The tag as a pin, in the image or where kustomize takes it from. */
export function tagPin({ image, tag }: ContainerImage): VersionPin {
  if (image.version !== undefined) return pinOf(image.version);
  return pinOf({ ...partOf(image, tag), text: tag });
}
