import type { FindingCode } from "../../finding-codes";
import { type KubeObject, kubeObject } from "../kube-object";
import { type Build, KustomizeBuild, kustomizationValue, NOTHING_BUILT } from "../kustomize/build";
import { foldersOf, kustomizationIn } from "../kustomize/entry";
import { closestTo, ObjectIndex } from "../lookup";
import { joinPath } from "../paths";
import { type GitFinding, gitFinding } from "../report";
import { type GitTree, objectsOf } from "../tree";
import { itemsOf, type MapValue, scalarOf, textOf, type Value, withEntry } from "../value";
import { artifactTree } from "./artifact";
import { generatedFor } from "./generated";
import { ignoredIn } from "./ignore";
import { OwnSource } from "./own-source";
import { substitute, variablesOf } from "./variables";

const TOOLKIT = "kustomize.toolkit.fluxcd.io";

export const isFluxKustomization = ({ group, kind }: KubeObject): boolean =>
  group === TOOLKIT && kind === "Kustomization";

/** `spec` of a Flux Kustomization written into the kustomization.yaml that it builds, as kustomize-controller does. */
function withSpec(kustomization: MapValue, spec: Value | undefined): MapValue {
  const appended = ["patches", "images", "components"].reduce((map, field) => {
    const items = [...itemsOf(map, field), ...itemsOf(spec, field)];
    return items.length === 0 ? map : withEntry(map, field, { kind: "list", items });
  }, kustomization);
  const set = { targetNamespace: "namespace", namePrefix: "namePrefix", nameSuffix: "nameSuffix" };
  return Object.entries(set).reduce((map, [field, into]) => {
    const value = scalarOf(spec, field);
    return value === undefined ? map : withEntry(map, into, value);
  }, appended);
}

/** Builds Flux Kustomizations out of one tree; what it asks for repeatedly is found once. */
export class FluxBuild {
  private readonly index: ObjectIndex;
  private readonly own: OwnSource;
  private readonly built = new WeakMap<MapValue, Build>();

  constructor(
    private readonly tree: GitTree,
    remote: string | null,
  ) {
    const objects = objectsOf(tree);
    this.index = new ObjectIndex(objects);
    this.own = new OwnSource(objects.filter(isFluxKustomization), this.index, remote);
  }

  private find(from: KubeObject, kind: string, name: string): KubeObject | null {
    const namespace = textOf(from.value, "spec", "sourceRef", "namespace") ?? from.namespace;
    return closestTo(from.value.at?.source.path ?? "", this.index.find(kind, name, namespace));
  }

  /** The objects that Flux would apply for a Kustomization. */
  build(from: KubeObject): Build {
    const known = this.built.get(from.value);
    if (known !== undefined) return known;
    const build = this.buildOnce(from);
    this.built.set(from.value, build);
    return build;
  }

  private buildOnce(from: KubeObject): Build {
    const located = this.locate(from);
    if ("finding" in located) return { ...NOTHING_BUILT, findings: [located.finding] };
    const built = this.kustomize(from, located.tree, located.path);
    const find = (kind: string, name: string): KubeObject | null =>
      built.objects.find((it) => it.kind === kind && it.name === name) ?? this.find(from, kind, name);
    const variables = variablesOf(from.value, find);
    const objects = built.objects.map((it) => kubeObject(substitute(it.value, variables)) ?? it);
    const missing = variables.unread.map((what) =>
      problem("FLUX_VARIABLE_UNKNOWN", from, `${what} is not in the tree; what it sets is unknown.`),
    );
    return { ...built, objects, findings: [...built.findings, ...missing] };
  }

  /** Which tree and folder it builds, or why none. */
  private locate(from: KubeObject): { tree: GitTree; path: string } | { finding: GitFinding } {
    const [kind, name] = ["kind", "name"].map((it) => textOf(from.value, "spec", "sourceRef", it) ?? "");
    const tree = this.treeOf(from, kind ?? "", name ?? "");
    if (tree === null) {
      const message = `it takes its files from ${kind} ${name}.`;
      return { finding: problem("FLUX_FOREIGN_SOURCE", from, message) };
    }
    const written = textOf(from.value, "spec", "path") ?? "./";
    const path = joinPath("", written);
    if (path === null)
      return { finding: problem("KUSTOMIZE_OUTSIDE", from, `${written} leads out of the tree.`) };
    if (foldersOf(tree).has(path)) return { tree, path };
    return { finding: problem("FLUX_PATH_MISSING", from, `there is no folder ${written}.`) };
  }

  /** This repository, or what an ArtifactGenerator makes of it; `null` for files from elsewhere. */
  private treeOf(from: KubeObject, kind: string, name: string): GitTree | null {
    if (this.own.isForeign(from)) return null;
    if (kind === "GitRepository" || kind === "") return this.tree;
    if (kind !== "ExternalArtifact") return null;
    const generators = objectsOf(this.tree).filter((it) => it.kind === "ArtifactGenerator");
    const makers = generators.filter((it) => artifactTree(this.tree, it, name) !== null);
    const maker = closestTo(from.value.at?.source.path ?? "", makers);
    return maker === null ? null : artifactTree(this.tree, maker, name);
  }

  private kustomize(from: KubeObject, tree: GitTree, path: string): Build {
    const spec = from.value.entries.get("spec");
    const own = kustomizationIn(tree, path);
    if (own !== null) {
      const value = kustomizationValue(tree, own);
      return value === null ? NOTHING_BUILT : new KustomizeBuild(tree).run(path, withSpec(value, spec));
    }
    const repository = this.find(from, "GitRepository", textOf(spec, "sourceRef", "name") ?? "");
    const ignored = ignoredIn(tree, textOf(repository?.value, "spec", "ignore"));
    const { kustomization, findings } = generatedFor(tree, path, ignored);
    const build = new KustomizeBuild(tree).run(path, withSpec(kustomization, spec));
    return { ...build, findings: [...findings, ...build.findings] };
  }
}

const problem = (code: FindingCode, from: KubeObject, message: string): GitFinding =>
  gitFinding(code, scalarOf(from.value, "spec", "path")?.at ?? from.value.at, message);
