import { documentKey, type KubeObject } from "../kube-object";
import { commonFolder, folderOf } from "../paths";

/** Kustomizations that nothing in the tree applies: somebody did, by bootstrap or by hand. */
export interface EntryGroup {
  /** The folder that names the cluster. */
  readonly folder: string;
  readonly entries: readonly KubeObject[];
}

type Children = (kustomization: KubeObject) => readonly KubeObject[];

const keyOf = (object: KubeObject): string => documentKey(object) ?? "";
const fileOf = (object: KubeObject): string => object.value.at?.source.path ?? "";

/** Walks from the candidates in order; whoever was not reached before is an entry. Circles get one entry each. */
function entriesAmong(candidates: readonly KubeObject[], children: Children): KubeObject[] {
  const reached = new Set<string>();
  const visit = (object: KubeObject): void => {
    for (const inner of children(object)) {
      if (reached.has(keyOf(inner))) continue;
      reached.add(keyOf(inner));
      visit(inner);
    }
  };
  return candidates.filter((candidate) => {
    if (reached.has(keyOf(candidate))) return false;
    reached.add(keyOf(candidate));
    visit(candidate);
    return true;
  });
}

/** What bootstrap writes applies itself; then come those that nobody applies, then the rest, which are circles. */
function inOrder(all: readonly KubeObject[], children: Children): KubeObject[] {
  const parents = new Map<string, Set<string>>();
  for (const parent of all) {
    for (const inner of children(parent)) {
      const known = parents.get(keyOf(inner)) ?? new Set();
      parents.set(keyOf(inner), known.add(keyOf(parent)));
    }
  }
  const rank = (object: KubeObject): number => {
    const own = parents.get(keyOf(object));
    if (own === undefined) return 1;
    return own.has(keyOf(object)) ? 0 : 2;
  };
  return [...all].sort((a, b) => rank(a) - rank(b));
}

const identity = ({ namespace, name }: KubeObject): string => `${namespace}/${name}`;

/** Two clusters of one repository have Kustomizations of the same name; their folders part where the clusters do. */
function byCluster(entries: readonly KubeObject[]): EntryGroup[] {
  const folder = commonFolder(entries.map((it) => folderOf(fileOf(it))));
  const unique = new Set(entries.map(identity)).size === entries.length;
  const parts = new Map<string, KubeObject[]>();
  for (const entry of entries) {
    const below = fileOf(entry).slice(folder === "" ? 0 : folder.length + 1);
    const part = below.includes("/") ? (below.split("/")[0] ?? "") : "";
    parts.set(part, [...(parts.get(part) ?? []), entry]);
  }
  if (unique || parts.size < 2) return entries.length === 0 ? [] : [{ folder, entries }];
  return [...parts.values()].flatMap(byCluster);
}

/** The clusters of a tree, each by the Kustomizations that start it. */
export function entryGroups(kustomizations: readonly KubeObject[], children: Children): EntryGroup[] {
  const entries = entriesAmong(inOrder(kustomizations, children), children);
  const isSync = (object: KubeObject): boolean => children(object).some((it) => keyOf(it) === keyOf(object));
  const synced = entries.filter(isSync).map((it) => ({ folder: folderOf(fileOf(it)), entries: [it] }));
  return [...synced, ...byCluster(entries.filter((it) => !isSync(it)))];
}
