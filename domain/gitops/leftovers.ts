import { documentKey, type KubeObject } from "./kube-object";
import { type Build, buildFolder, kustomizationValue, NOTHING_BUILT } from "./kustomize/build";
import { entryAt, foldersOf, kustomizationIn } from "./kustomize/entry";
import { type GitTree, objectsOf } from "./tree";
import { child, itemsOf, textOf, type Value } from "./value";

const texts = (items: readonly (Value | undefined)[]): string[] => items.flatMap((it) => textOf(it) ?? []);

interface Named {
  readonly folders: Set<string>;
  readonly patches: Set<string>;
}

/** What the kustomizations of a tree name: folders that others build, and files that are patches. */
function namedByOthers(tree: GitTree, folders: readonly string[]): Named {
  const named: Named = { folders: new Set(), patches: new Set() };
  for (const folder of folders) {
    const value = kustomizationValue(tree, kustomizationIn(tree, folder)) ?? undefined;
    const paths = (field: string, key: string) => itemsOf(value, field).map((it) => child(it, key));
    const built = ["resources", "bases", "components"].flatMap((field) => itemsOf(value, field));
    const patches = [
      ...itemsOf(value, "patchesStrategicMerge"),
      ...paths("patches", "path"),
      ...paths("patchesJson6902", "path"),
    ];
    for (const text of texts(built)) named.folders.add(entryAt(tree, folder, text).path);
    for (const text of texts(patches)) named.patches.add(entryAt(tree, folder, text).path);
  }
  return named;
}

const isNew = (object: KubeObject, covered: ReadonlySet<string>): boolean =>
  !covered.has(documentKey(object) ?? "");

const isKustomizeFile = ({ group }: KubeObject): boolean => group === "kustomize.config.k8s.io";

/**
 * What no Kustomization of Flux reaches, as plain `kustomize build` would give it: folders that nobody else builds,
 * then files that nobody names. Only documents that are new count, and patches are no objects.
 */
export function unappliedObjects(tree: GitTree, covered: ReadonlySet<string>): Build {
  const folders = [...foldersOf(tree)].filter((folder) => kustomizationIn(tree, folder) !== null);
  const raw = objectsOf(tree).filter((it) => isNew(it, covered) && !isKustomizeFile(it));
  if (raw.length === 0) return NOTHING_BUILT;
  const named = namedByOthers(tree, folders);
  const tops = folders.filter((folder) => !named.folders.has(folder));
  const builds = tops.map((folder) => buildFolder(tree, folder)).filter((it) => it !== null);
  const fresh = builds.filter(({ objects }) => objects.some((it) => isNew(it, covered)));
  const built = fresh.flatMap(({ objects }) => objects).filter((it) => isNew(it, covered));
  const known = new Set(built.map((it) => documentKey(it)));
  const loose = raw.filter(
    (it) => !known.has(documentKey(it)) && !named.patches.has(it.value.at?.source.path ?? ""),
  );
  return {
    objects: [...built, ...loose],
    remotes: fresh.flatMap(({ remotes }) => remotes),
    findings: fresh.flatMap(({ findings }) => findings),
  };
}
