import { type EntryGroup, entryGroups } from "./flux/entries";
import { syncOf } from "./flux/instance";
import { FluxBuild, isFluxKustomization } from "./flux/kustomization";
import { isResourceSet, resourceSet } from "./flux/resource-set";
import { documentKey, type KubeObject, unfolded } from "./kube-object";
import { type Build, buildFolder, NOTHING_BUILT } from "./kustomize/build";
import { kustomizationIn } from "./kustomize/entry";
import type { Remote } from "./kustomize/finder";
import { unappliedObjects } from "./leftovers";
import { folderOf } from "./paths";
import { type GitFinding, onlyOnce } from "./report";
import { type GitTree, objectsOf } from "./tree";

/** An object as Flux applies it, and the Kustomization that does. */
export interface Applied {
  readonly object: KubeObject;
  readonly by: KubeObject | null;
}

export interface GitCluster {
  /** The folder it starts in; empty for the root. */
  readonly folder: string;
  /** False for what no Kustomization of Flux reaches. */
  readonly applied: boolean;
  readonly objects: readonly Applied[];
}

export interface Clusters {
  readonly clusters: readonly GitCluster[];
  readonly remotes: readonly Remote[];
  readonly findings: readonly GitFinding[];
}

/** One cluster, from its entries down. */
class Expansion {
  readonly objects: Applied[] = [];
  readonly builds: Build[] = [];
  private readonly visited = new Set<string>();

  constructor(private readonly flux: FluxBuild) {}

  add(build: Build, by: KubeObject | null): void {
    this.builds.push(build);
    for (const object of build.objects) {
      this.objects.push({ object, by });
      if (isFluxKustomization(object)) this.descend(object);
      if (isResourceSet(object)) this.add(resourceSet(object), by);
    }
  }

  private descend(kustomization: KubeObject): void {
    const identity = `${kustomization.namespace}/${kustomization.name}`;
    if (this.visited.has(identity)) return;
    this.visited.add(identity);
    this.add(this.flux.build(kustomization), kustomization);
  }
}

/** What lies beside the entries was applied with them, such as the GitRepository that they name. */
function beside(tree: GitTree, folder: string): Build {
  if (kustomizationIn(tree, folder) !== null) return buildFolder(tree, folder) ?? NOTHING_BUILT;
  const files = [...tree.files].filter(([path]) => folderOf(path) === folder);
  const objects = files.flatMap(([, file]) => file.documents.flatMap(({ value }) => unfolded(value)));
  return { ...NOTHING_BUILT, objects };
}

function expand(tree: GitTree, flux: FluxBuild, { entries }: EntryGroup): Expansion {
  const expansion = new Expansion(flux);
  const folders = new Set(entries.map(({ value }) => folderOf(value.at?.source.path ?? "")));
  for (const folder of folders) expansion.add(beside(tree, folder), null);
  // A kustomization.yaml beside an entry need not name it.
  expansion.add({ ...NOTHING_BUILT, objects: entries }, null);
  return expansion;
}

/** Objects that several ways lead to count once; what Flux applies goes before what only lies there. */
function distinct(objects: readonly Applied[]): Applied[] {
  const seen = new Map<string, Applied>();
  for (const it of [...objects].sort((a, b) => Number(a.by === null) - Number(b.by === null))) {
    const { group, kind, namespace, name } = it.object;
    const key = [group, kind, namespace, name].join("/");
    if (!seen.has(key)) seen.set(key, it);
  }
  return [...seen.values()];
}

const keysOf = (objects: readonly Applied[]): string[] =>
  objects.flatMap(({ object }) => documentKey(object) ?? []);

/** Reads a tree as the clusters that are made of it. `remote` is the address of the repository, when it is known. */
export function clustersOf(tree: GitTree, remote: string | null = null): Clusters {
  const flux = new FluxBuild(tree, remote);
  const written = objectsOf(tree);
  const synced = written.flatMap((it) => syncOf(it) ?? []);
  const kustomizations = [...synced, ...written.filter(isFluxKustomization)];
  const children = (it: KubeObject): KubeObject[] => flux.build(it).objects.filter(isFluxKustomization);
  const groups = entryGroups(kustomizations, children);
  const expansions = groups.map((group) => ({ group, expansion: expand(tree, flux, group) }));
  const applied = expansions.map(({ group, expansion }) => ({
    folder: group.folder,
    applied: true,
    objects: distinct(expansion.objects),
  }));
  const covered = new Set(expansions.flatMap(({ expansion }) => keysOf(expansion.objects)));
  const rest = unappliedObjects(tree, covered);
  const leftover = rest.objects.map((object) => ({ object, by: null }));
  const builds = [...expansions.flatMap(({ expansion }) => expansion.builds), rest];
  return {
    clusters: [...applied, { folder: "", applied: false, objects: leftover }],
    remotes: builds.flatMap(({ remotes }) => remotes),
    findings: onlyOnce(builds.flatMap(({ findings }) => findings)),
  };
}
