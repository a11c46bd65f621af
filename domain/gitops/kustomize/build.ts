import type { FindingCode } from "../../finding-codes";
import { describeObject, type KubeObject, unfolded } from "../kube-object";
import type { At } from "../place";
import { type GitFinding, gitFinding } from "../report";
import type { GitTree, TreeFile } from "../tree";
import { child, isMap, isScalar, itemsOf, type MapValue, type ScalarValue, type Value } from "../value";
import { entryAt, kustomizationIn } from "./entry";
import { generate } from "./generators";
import { applyPatch, embeddedIn, type Patch } from "./patches";
import { transform } from "./transform";

/** Something that a kustomization fetches from outside, as it is written. */
export interface Remote {
  readonly url: ScalarValue;
}

export interface Build {
  readonly objects: readonly KubeObject[];
  readonly remotes: readonly Remote[];
  readonly findings: readonly GitFinding[];
}

/** Fields that could change an object in ways that are not followed here. */
const UNSUPPORTED = [
  "replacements",
  "vars",
  "transformers",
  "generators",
  "helmCharts",
  "helmChartInflationGenerator",
];

const NOTHING: MapValue = { kind: "map", entries: new Map() };

/** Builds folders as `kustomize build` does, with a finding where kustomize would give up. */
export class KustomizeBuild {
  private readonly remotes: Remote[] = [];
  private readonly findings: GitFinding[] = [];
  /** Folders that are being built, for circles. */
  private readonly open: string[] = [];
  /** Folders that several others name are built once. */
  private readonly known = new Map<string, readonly KubeObject[]>();

  constructor(private readonly tree: GitTree) {}

  /** `kustomization` is what lies in the folder, or what Flux makes of it before it builds. */
  run(folder: string, kustomization: Value): Build {
    const objects = this.kustomization(folder, kustomization, []);
    return { objects, remotes: this.remotes, findings: this.findings };
  }

  private say(code: FindingCode, at: At | undefined, message: string): void {
    this.findings.push(gitFinding(code, at, message));
  }

  private kustomization(folder: string, value: Value, given: readonly KubeObject[]): readonly KubeObject[] {
    this.open.push(folder);
    this.sayUnsupported(value);
    const entries = [...itemsOf(value, "resources"), ...itemsOf(value, "bases")];
    const objects = this.distinct([...given, ...entries.flatMap((it) => this.resource(folder, it))]);
    const generated = merged(objects, generate(this.tree, folder, value));
    const composed = this.components(folder, value, generated);
    const patched = this.patch(composed, [...this.strategic(folder, value), ...this.patches(folder, value)]);
    const transformed = transform(patched, value);
    this.open.pop();
    return this.patch(transformed, this.json6902(folder, value));
  }

  /** kustomize refuses an object that comes in on two ways; here the first one stays. */
  private distinct(objects: readonly KubeObject[]): readonly KubeObject[] {
    const seen = new Set<string>();
    return objects.filter((object) => {
      const key = [object.group, object.kind, object.namespace, object.name].join("/");
      if (object.name === "" || !seen.has(key)) return seen.add(key);
      this.say("KUSTOMIZE_DUPLICATE", object.value.at, `${describeObject(object)} is there already.`);
      return false;
    });
  }

  private sayUnsupported(value: Value): void {
    for (const field of UNSUPPORTED) {
      const found = child(value, field);
      if (found !== undefined) this.say("KUSTOMIZE_UNSUPPORTED", found.at, `${field} is not evaluated.`);
    }
  }

  private components(folder: string, value: Value, objects: readonly KubeObject[]): readonly KubeObject[] {
    return itemsOf(value, "components").reduce<readonly KubeObject[]>((before, item) => {
      const entry = this.entry(folder, item);
      return entry?.type === "folder" ? this.folder(entry.path, item.at, before) : before;
    }, objects);
  }

  /** Finds what an entry means, or says why there is nothing. */
  private entry(folder: string, item: Value) {
    if (!isScalar(item)) return null;
    const entry = entryAt(this.tree, folder, item.text);
    if (entry.type === "remote") {
      this.remotes.push({ url: item });
      this.say("KUSTOMIZE_REMOTE", item.at, `${item.text} is not read.`);
    } else if (entry.type === "outside")
      this.say("KUSTOMIZE_OUTSIDE", item.at, `${item.text} leads out of the tree.`);
    else if (entry.type === "missing") this.say("KUSTOMIZE_MISSING", item.at, `there is no ${entry.path}.`);
    return entry;
  }

  private resource(folder: string, item: Value): readonly KubeObject[] {
    const entry = this.entry(folder, item);
    if (entry?.type === "file") return this.file(entry.file, item.at);
    return entry?.type === "folder" ? this.folder(entry.path, item.at, []) : [];
  }

  private file(file: TreeFile, at: At | undefined): readonly KubeObject[] {
    const objects = file.documents.flatMap(({ value }) => unfolded(value));
    if (objects.length === 0 && file.documents.length > 0) {
      this.say("GIT_NOT_KUBERNETES", at, `${file.source.path} holds no Kubernetes object.`);
    }
    return objects;
  }

  private folder(folder: string, at: At | undefined, given: readonly KubeObject[]): readonly KubeObject[] {
    if (this.open.includes(folder)) {
      const circle = [...this.open.slice(this.open.indexOf(folder)), folder]
        .map((it) => `"${it}"`)
        .join(" -> ");
      this.say("KUSTOMIZE_CYCLE", at, `${circle}.`);
      return given;
    }
    const known = given.length === 0 ? this.known.get(folder) : undefined;
    if (known !== undefined) return known;
    const path = kustomizationIn(this.tree, folder);
    if (path === null) this.say("KUSTOMIZE_MISSING", at, `"${folder}" has no kustomization.yaml.`);
    const value = kustomizationValue(this.tree, path);
    const objects = value === null ? given : this.kustomization(folder, value, given);
    if (given.length === 0) this.known.set(folder, objects);
    return objects;
  }

  private patch(objects: readonly KubeObject[], patches: readonly Patch[]): readonly KubeObject[] {
    return patches.reduce((before, patch) => {
      const { objects: after, problem } = applyPatch(before, patch);
      if (problem !== null) this.say("KUSTOMIZE_PATCH_MISSED", patch.at, problem);
      return after;
    }, objects);
  }

  /** The documents of a patch file, or what is written in its place. */
  private bodies(folder: string, item: Value | undefined): readonly Value[] {
    const written = embeddedIn(item);
    if (written.length > 0 || item === undefined) return written;
    const entry = this.entry(folder, item);
    return entry?.type === "file" ? entry.file.documents.map(({ value }) => value) : [];
  }

  private toPatches(
    folder: string,
    item: Value,
    path: Value | undefined,
    inline: Value | undefined,
  ): Patch[] {
    const target = child(item, "target");
    const bodies = [...embeddedIn(inline), ...(path === undefined ? [] : this.bodies(folder, path))];
    return bodies.map((body) => ({ body, target, at: body.at ?? item.at }));
  }

  private strategic(folder: string, value: Value): Patch[] {
    const bodies = itemsOf(value, "patchesStrategicMerge").flatMap((it) => this.bodies(folder, it));
    return bodies.map((body) => ({ body, target: undefined, at: body.at }));
  }

  private patches(folder: string, value: Value): Patch[] {
    return itemsOf(value, "patches").flatMap((it) =>
      this.toPatches(folder, it, child(it, "path"), child(it, "patch")),
    );
  }

  private json6902(folder: string, value: Value): Patch[] {
    return itemsOf(value, "patchesJson6902").flatMap((it) =>
      this.toPatches(folder, it, child(it, "path"), child(it, "patch")),
    );
  }
}

/** The kustomization in a file; `null` when the file is broken, which has its own finding. */
export function kustomizationValue(tree: GitTree, path: string | null): Value | null {
  const document = path === null ? undefined : tree.files.get(path)?.documents[0];
  if (document === undefined) return null;
  return isMap(document.value) ? document.value : NOTHING;
}

/** `behavior: merge` and `replace` change what is there; anything else is added. */
function merged(objects: readonly KubeObject[], generated: readonly KubeObject[]): KubeObject[] {
  const same = (a: KubeObject, b: KubeObject): boolean => a.kind === b.kind && a.name === b.name;
  return [...objects.filter((it) => !generated.some((made) => same(it, made))), ...generated];
}

/** Builds a folder by its own kustomization; `null` when it has none. */
export function buildFolder(tree: GitTree, folder: string): Build | null {
  const value = kustomizationValue(tree, kustomizationIn(tree, folder));
  return value === null ? null : new KustomizeBuild(tree).run(folder, value);
}
