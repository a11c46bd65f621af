import type { ApiUse } from "../facts";
import { describeObject, type KubeObject } from "../gitops/kube-object";

const MOST_EXAMPLES = 3;

const nameOf = (object: KubeObject): string => describeObject(object).slice(object.kind.length + 1);

/** Objects in Git, counted by the API version that they are written in. */
export function usesInGit(objects: readonly KubeObject[]): ApiUse[] {
  const uses = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const key = `${object.group}/${object.version} ${object.kind}`;
    const known = uses.get(key);
    if (known === undefined) uses.set(key, [object]);
    else known.push(object);
  }
  return [...uses.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { group, version, kind } = first;
    return [{ group, version, kind, count: same.length, examples: same.slice(0, MOST_EXAMPLES).map(nameOf) }];
  });
}
