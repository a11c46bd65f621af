import { jsonPatch, PatchRefused } from "../json-patch";
import { describeObject, type KubeObject, kubeObject } from "../kube-object";
import { strategicMerge } from "../merge";
import type { At } from "../place";
import { child, isList, isMap, itemsOf, type MapValue, type Value, withPath } from "../value";
import { isNamedBy, isTargeted } from "./target";

/** One patch, read: what it says, whom it means, where it stands. */
export interface Patch {
  readonly body: Value;
  /** Without target a patch names its object itself. */
  readonly target: Value | undefined;
  readonly at: At | undefined;
}

export interface Patched {
  readonly objects: readonly KubeObject[];
  /** Why nothing or not everything was changed. */
  readonly problem: string | null;
}

const isJsonPatch = ({ body }: Patch): boolean => isList(body);

/** Name and namespace of an object are not a strategic patch's to change. */
function keepsIdentity(base: MapValue, merged: MapValue): MapValue {
  return ["name", "namespace"].reduce((map, key) => {
    const own = child(base, "metadata", key);
    return own === undefined ? map : withPath(map, ["metadata", key], own);
  }, merged);
}

/** The object after the patch; `null` when the patch deletes it. */
function patchOne(object: KubeObject, { body }: Patch): KubeObject | null {
  if (isList(body)) return kubeObject(jsonPatch(object.value, itemsOf(body)));
  const merged = isMap(body) ? strategicMerge(object.value, body) : object.value;
  return merged === null ? null : kubeObject(keepsIdentity(object.value, merged));
}

function isMeant(patch: Patch, object: KubeObject): boolean {
  if (patch.target !== undefined) return isTargeted(patch.target, object);
  const named = kubeObject(patch.body);
  return named !== null && isNamedBy(named, object);
}

/** Applies one patch to all objects that it means. */
export function applyPatch(objects: readonly KubeObject[], patch: Patch): Patched {
  let problem: string | null = "no object is its target.";
  const patched = objects.flatMap((object) => {
    if (!isMeant(patch, object)) return [object];
    try {
      const result = patchOne(object, patch);
      problem = null;
      return result === null ? [] : [result];
    } catch (error) {
      if (!(error instanceof PatchRefused)) throw error;
      problem = `${describeObject(object)}: ${error.message}.`;
      return [object];
    }
  });
  return {
    objects: patched,
    problem: isJsonPatch(patch) && patch.target === undefined ? "it has no target." : problem,
  };
}
