import type { KubeObject } from "./kube-object";
import { commonFolder, folderOf } from "./paths";

const pathOf = ({ value }: KubeObject): string => value.at?.source.path ?? "";

function closeness(path: string, object: KubeObject): number {
  const shared = commonFolder([folderOf(path), folderOf(pathOf(object))]);
  return shared === "" ? 0 : shared.split("/").length;
}

/** Of several objects of one name, the one whose file lies closest: each cluster of a repository has its own. */
export function closestTo(path: string, candidates: readonly KubeObject[]): KubeObject | null {
  return candidates.reduce<KubeObject | null>(
    (best, it) => (best === null || closeness(path, it) > closeness(path, best) ? it : best),
    null,
  );
}

/** Objects by kind and name, over all namespaces, because a namespace is often not written down. */
export class ObjectIndex {
  private readonly byName = new Map<string, KubeObject[]>();

  constructor(objects: Iterable<KubeObject>) {
    for (const object of objects) this.add(object);
  }

  private add(object: KubeObject): void {
    const key = `${object.kind}/${object.name}`;
    const known = this.byName.get(key);
    if (known === undefined) this.byName.set(key, [object]);
    else known.push(object);
  }

  named(kind: string, name: string): readonly KubeObject[] {
    return this.byName.get(`${kind}/${name}`) ?? [];
  }

  /** In a namespace, objects without one included: kustomize or Flux will give them theirs. */
  find(kind: string, name: string, namespace: string): readonly KubeObject[] {
    const named = this.named(kind, name);
    const exact = named.filter((it) => it.namespace === namespace);
    return exact.length > 0 ? exact : named.filter((it) => it.namespace === "");
  }
}
