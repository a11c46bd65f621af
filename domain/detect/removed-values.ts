import { isMap, type Value } from "../gitops/value";
import type { Breaking } from "./breaking";

/** Keys below these hold names of the user's own, such as annotations, which no chart lists. */
const isOpenEnded = (value: Value | undefined): boolean => !isMap(value) || value.entries.size === 0;

/** Paths that the user sets, that the old defaults have, and that the new ones do not have any more. */
function lostPaths(
  set: Value | undefined,
  before: Value | undefined,
  after: Value | undefined,
  path: string,
): string[] {
  if (!isMap(set) || !isMap(before) || isOpenEnded(before)) return [];
  return [...set.entries].flatMap(([key, inner]) => {
    const old = before.entries.get(key);
    if (old === undefined) return [];
    const next = isMap(after) ? after.entries.get(key) : undefined;
    const here = path === "" ? key : `${path}.${key}`;
    // Defaults that became empty are open for anything.
    if (next === undefined) return isMap(after) && after.entries.size > 0 ? [here] : [];
    return lostPaths(inner, old, next, here);
  });
}

/** Values that the user sets and that the chart of the target no longer knows: Helm drops them without a word. */
export function removedValues(set: Value, before: Value, after: Value, version: string): Breaking[] {
  return lostPaths(set, before, after, "").map((key) => ({
    kind: "values",
    title: `the value ${key}, which is set here, is gone`,
    text: `${key} is among the default values of the installed chart and not among those of ${version}; Helm ignores it without a word.`,
    version,
    source: "values",
  }));
}
