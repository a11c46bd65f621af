import { isList, isMap, isScalar, itemsOf, type ScalarValue, scalarOf, textOf, type Value } from "../value";

export interface ImageName {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** `registry:5000/a/b:v1@sha256:...`; a colon before the last slash is a port. */
export function parseImage(image: string): ImageName {
  const [rest = "", digest = ""] = image.split("@", 2);
  const colon = rest.indexOf(":", rest.lastIndexOf("/") + 1);
  return colon === -1
    ? { name: rest, tag: "", digest }
    : { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}

function retagged(image: ScalarValue, change: Value): ScalarValue {
  const { name, tag, digest } = parseImage(image.text);
  const [newTag, newDigest] = [scalarOf(change, "newTag"), scalarOf(change, "digest")];
  const base = textOf(change, "newName") ?? name;
  const nextTag = newTag?.text ?? (newDigest === undefined ? tag : "");
  const nextDigest = newDigest?.text ?? (newTag === undefined ? digest : "");
  const text = `${base}${nextTag === "" ? "" : `:${nextTag}`}${nextDigest === "" ? "" : `@${nextDigest}`}`;
  return { ...image, text, ...(newTag === undefined ? {} : { version: newTag }) };
}

const isContainers = (key: string): boolean => key === "containers" || key === "initContainers";

function inContainer(container: Value, changes: readonly Value[]): Value {
  const image = scalarOf(container, "image");
  if (image === undefined || !isMap(container)) return container;
  const change = changes.find((it) => textOf(it, "name") === parseImage(image.text).name);
  if (change === undefined) return container;
  return { ...container, entries: new Map(container.entries).set("image", retagged(image, change)) };
}

/** kustomize's `images`: at any depth, in the containers of a pod. */
export function withImages(value: Value, changes: readonly Value[]): Value {
  if (isScalar(value) || changes.length === 0) return value;
  if (isList(value)) return { ...value, items: value.items.map((item) => withImages(item, changes)) };
  const entries = [...value.entries].map(([key, inner]): [string, Value] => {
    if (!isContainers(key) || !isList(inner)) return [key, withImages(inner, changes)];
    return [key, { ...inner, items: itemsOf(inner).map((item) => inContainer(item, changes)) }];
  });
  return { ...value, entries: new Map(entries) };
}
