import { parseImage } from "../../gitops/kustomize/images";
import { folderOf } from "../../gitops/paths";
import type { Maybe } from "./plain";

/** `ghcr.io/fluxcd/helm-controller:v1.4.5` -> `ghcr.io/fluxcd`. */
export const registryOf = (image: string): string => folderOf(parseImage(image).name);

/**
 * An image from another registry, in the version that is new: the name is carried over, the tag is not. `null` where
 * more than the name differs, because then somebody chose another version.
 */
export function mergeImage(
  base: Maybe,
  mine: Maybe,
  theirs: Maybe,
): { readonly text: string; readonly registry: string } | null {
  if (typeof base !== "string" || typeof mine !== "string" || typeof theirs !== "string") return null;
  const [before, own, after] = [parseImage(base), parseImage(mine), parseImage(theirs)];
  const last = (name: string): string => name.split("/").at(-1) ?? name;
  const sameImage = own.tag !== "" && own.tag === before.tag && own.digest === before.digest;
  if (!sameImage || last(before.name) !== last(after.name)) return null;
  const digest = after.digest === "" ? "" : `@${after.digest}`;
  return { text: `${own.name}:${after.tag}${digest}`, registry: registryOf(mine) };
}
