import type { KubeObject } from "../kube-object";
import type { ObjectIndex } from "../lookup";
import type { Reference } from "./chart";

/** Indexes to look in, nearest first: the cluster, then the whole tree. */
export type Indexes = readonly ObjectIndex[];

function exactly(indexes: Indexes, kind: string, name: string, namespace: string): KubeObject | undefined {
  return indexes[0]?.named(kind, name).find((it) => it.namespace === namespace);
}

const places = (found: readonly KubeObject[]): string =>
  found.map((it) => (it.namespace === "" ? "no namespace" : it.namespace)).join(", ");

/** By name alone, when there is one of that name and no other. */
function byName(indexes: Indexes, kind: string, name: string): Reference | null {
  for (const index of indexes) {
    const named = index.named(kind, name);
    const [only] = named;
    if (only !== undefined && named.length === 1) return { object: only, guessed: true };
    if (named.length > 1) {
      const reason = `there are ${named.length} ${kind} named ${name} (in ${places(named)}), and none where it is looked for`;
      return { object: null, reason };
    }
  }
  return null;
}

/** The object that a reference means: in its namespace as Flux looks, else by a name that only one has. */
export function findSource(indexes: Indexes, kind: string, name: string, namespace: string): Reference {
  if (name === "") return { object: null, reason: "the reference names nothing" };
  const exact = exactly(indexes, kind, name, namespace);
  if (exact !== undefined) return { object: exact, guessed: false };
  const named = byName(indexes, kind, name);
  if (named !== null) return named;
  const where = namespace === "" ? "" : ` in ${namespace}`;
  return { object: null, reason: `there is no ${kind} ${name}${where} in the tree` };
}
