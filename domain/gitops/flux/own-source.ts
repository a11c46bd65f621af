import type { KubeObject } from "../kube-object";
import type { ObjectIndex } from "../lookup";
import { textOf } from "../value";

/** `ssh://git@host/a/b.git`, `git@host:a/b` and `https://host/a/b` are one repository. */
export const repositoryKey = (url: string): string =>
  url
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, "")
    .replace(/^[^@/]+@/, "")
    .replace(/^([^/:]+):(\d+\/)?/, "$1/")
    .replace(/\.git\/?$|\/$/, "");

function urlOf(kustomization: KubeObject, index: ObjectIndex): string | null {
  const ref = ["kind", "name", "namespace"].map((key) =>
    textOf(kustomization.value, "spec", "sourceRef", key),
  );
  const [kind = "", name = "", namespace = kustomization.namespace] = ref;
  const url = textOf(index.find(kind, name, namespace)[0]?.value, "spec", "url");
  return url === undefined ? null : repositoryKey(url);
}

/**
 * Which repositories of the Kustomizations are others than this tree. The tree's own address decides when it is
 * known; else it is the one that most Kustomizations build from. A source that the tree does not define is its own:
 * bootstrap makes it.
 */
export class OwnSource {
  private readonly own: string | null;

  constructor(
    kustomizations: readonly KubeObject[],
    private readonly index: ObjectIndex,
    remote: string | null,
  ) {
    this.own =
      remote === null ? mostUsed(kustomizations.map((it) => urlOf(it, index))) : repositoryKey(remote);
  }

  isForeign(kustomization: KubeObject): boolean {
    const url = urlOf(kustomization, this.index);
    return url !== null && this.own !== null && url !== this.own;
  }
}

function mostUsed(urls: readonly (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const url of urls) if (url !== null) counts.set(url, (counts.get(url) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
