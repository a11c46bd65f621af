import { describeObject, type KubeObject, unfolded } from "../kube-object";
import type { At } from "../place";
import type { GitFinding } from "../report";
import type { GitTree, TreeFile } from "../tree";
import { child, isMap, itemsOf, type MapValue, type Value } from "../value";
import { kustomizationIn } from "./entry";
import { Finder, type Remote } from "./finder";
import { generate } from "./generators";
import { json6902Of, patchesOf } from "./patch-list";
import { applyPatch, type Patch } from "./patches";
import { transform } from "./transform";

export interface Build {
  readonly objects: readonly KubeObject[];
  readonly remotes: readonly Remote[];
  readonly findings: readonly GitFinding[];
}

export const NOTHING_BUILT: Build = { objects: [], remotes: [], findings: [] };

/** Fields that could change an object in ways that are not followed here. */
const UNSUPPORTED = [
  "replacements",
  "vars",
  "transformers",
  "generators",
  "helmCharts",
  "helmChartInflationGenerator",
];

type Objects = readonly KubeObject[];

/** Builds folders as `kustomize build` does, with a finding where kustomize would give up. */
export class KustomizeBuild {
  private readonly finder: Finder;
  /** Folders that are being built, for circles. */
  private readonly open: string[] = [];
  /** Folders that several others name are built once. */
  private readonly known = new Map<string, Objects>();

  constructor(private readonly tree: GitTree) {
    this.finder = new Finder(tree);
  }

  /** `kustomization` is what lies in the folder, or what Flux makes of it before it builds. */
  run(folder: string, kustomization: Value): Build {
    const objects = this.kustomization(folder, kustomization, []);
    return { objects, remotes: this.finder.remotes, findings: this.finder.findings };
  }

  /** kustomize's order: resources, generators, components, patches, names and images, older patches. */
  private kustomization(folder: string, value: Value, given: Objects): Objects {
    this.open.push(folder);
    this.sayUnsupported(value);
    const entries = [...itemsOf(value, "resources"), ...itemsOf(value, "bases")];
    const objects = this.distinct([...given, ...entries.flatMap((it) => this.resource(folder, it))]);
    const generated = withGenerated(objects, generate(this.tree, folder, value));
    const composed = this.components(folder, value, generated);
    const patched = this.patch(composed, patchesOf(this.finder, folder, value));
    const transformed = transform(patched, value);
    this.open.pop();
    return this.patch(transformed, json6902Of(this.finder, folder, value));
  }

  private sayUnsupported(value: Value): void {
    for (const field of UNSUPPORTED) {
      const found = child(value, field);
      if (found !== undefined)
        this.finder.say("KUSTOMIZE_UNSUPPORTED", found.at, `${field} is not evaluated.`);
    }
  }

  /** kustomize refuses an object that comes in on two ways; here the first one stays. */
  private distinct(objects: Objects): Objects {
    const seen = new Set<string>();
    return objects.filter((object) => {
      const key = [object.group, object.kind, object.namespace, object.name].join("/");
      if (object.name === "" || !seen.has(key)) return seen.add(key);
      this.finder.say("KUSTOMIZE_DUPLICATE", object.value.at, `${describeObject(object)} is there already.`);
      return false;
    });
  }

  private components(folder: string, value: Value, objects: Objects): Objects {
    return itemsOf(value, "components").reduce<Objects>((before, item) => {
      const entry = this.finder.entry(folder, item);
      return entry?.type === "folder" ? this.folder(entry.path, item.at, before) : before;
    }, objects);
  }

  private resource(folder: string, item: Value): Objects {
    const entry = this.finder.entry(folder, item);
    if (entry?.type === "file") return this.file(entry.file, item.at);
    return entry?.type === "folder" ? this.folder(entry.path, item.at, []) : [];
  }

  private file(file: TreeFile, at: At | undefined): Objects {
    const objects = file.documents.flatMap(({ value }) => unfolded(value));
    if (objects.length === 0 && file.documents.length > 0) {
      this.finder.say("GIT_NOT_KUBERNETES", at, `${file.source.path} holds no Kubernetes object.`);
    }
    return objects;
  }

  /** A folder by its own kustomization; a component works on what is there already. */
  private folder(folder: string, at: At | undefined, given: Objects): Objects {
    const known = given.length === 0 ? this.known.get(folder) : undefined;
    if (known !== undefined) return known;
    if (this.open.includes(folder)) {
      this.sayCircle(folder, at);
      return given;
    }
    const path = kustomizationIn(this.tree, folder);
    if (path === null) this.finder.say("KUSTOMIZE_MISSING", at, `"${folder}" has no kustomization.yaml.`);
    const value = kustomizationValue(this.tree, path);
    const objects = value === null ? given : this.kustomization(folder, value, given);
    if (given.length === 0) this.known.set(folder, objects);
    return objects;
  }

  private sayCircle(folder: string, at: At | undefined): void {
    const circle = [...this.open.slice(this.open.indexOf(folder)), folder];
    this.finder.say("KUSTOMIZE_CYCLE", at, `${circle.map((it) => `"${it}"`).join(" -> ")}.`);
  }

  private patch(objects: Objects, patches: readonly Patch[]): Objects {
    return patches.reduce((before, patch) => {
      const { objects: after, problem } = applyPatch(before, patch);
      if (problem !== null) this.finder.say("KUSTOMIZE_PATCH_MISSED", patch.at, problem);
      return after;
    }, objects);
  }
}

const EMPTY: MapValue = { kind: "map", entries: new Map() };

/** The kustomization in a file; `null` when the file is broken, which has its own finding. */
export function kustomizationValue(tree: GitTree, path: string | null): MapValue | null {
  const document = path === null ? undefined : tree.files.get(path)?.documents[0];
  if (document === undefined) return null;
  return isMap(document.value) ? document.value : EMPTY;
}

/** What a generator makes takes the place of what has its name, as with `behavior: replace`. */
function withGenerated(objects: Objects, generated: Objects): Objects {
  const same = (a: KubeObject, b: KubeObject): boolean =>
    a.kind === b.kind && a.name === b.name && (a.namespace === b.namespace || b.namespace === "");
  return [...objects.filter((it) => !generated.some((made) => same(it, made))), ...generated];
}

/** Builds a folder by its own kustomization; `null` when it has none. */
export function buildFolder(tree: GitTree, folder: string): Build | null {
  const value = kustomizationValue(tree, kustomizationIn(tree, folder));
  return value === null ? null : new KustomizeBuild(tree).run(folder, value);
}
