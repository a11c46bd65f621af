import { child, isScalar, itemsOf, type Value } from "../value";
import type { Finder } from "./finder";
import type { Patch } from "./patches";

/** The YAML that is written into a string, or the value itself. */
function embeddedIn(value: Value | undefined): readonly Value[] {
  if (isScalar(value)) return value.embedded ?? [];
  return value === undefined ? [] : [value];
}

/** The documents of a patch file, or what is written in its place. */
function bodies(finder: Finder, folder: string, item: Value): readonly Value[] {
  const written = embeddedIn(item);
  if (written.length > 0) return written;
  const entry = finder.entry(folder, item);
  return entry?.type === "file" ? entry.file.documents.map(({ value }) => value) : [];
}

/** `patches` and `patchesJson6902` look alike: a target, and a path or the patch itself. */
function targeted(finder: Finder, folder: string, value: Value, field: string): Patch[] {
  return itemsOf(value, field).flatMap((item) => {
    const path = child(item, "path");
    const all = [
      ...embeddedIn(child(item, "patch")),
      ...(path === undefined ? [] : bodies(finder, folder, path)),
    ];
    return all.map((body) => ({ body, target: child(item, "target"), at: body.at ?? item.at }));
  });
}

/** Patches that come before names and namespaces are changed. */
export function patchesOf(finder: Finder, folder: string, value: Value): Patch[] {
  const strategic = itemsOf(value, "patchesStrategicMerge").flatMap((it) => bodies(finder, folder, it));
  return [
    ...strategic.map((body) => ({ body, target: undefined, at: body.at })),
    ...targeted(finder, folder, value, "patches"),
  ];
}

/** The older list, which comes after them. */
export const json6902Of = (finder: Finder, folder: string, value: Value): Patch[] =>
  targeted(finder, folder, value, "patchesJson6902");
