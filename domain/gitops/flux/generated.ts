import { unfolded } from "../kube-object";
import { kustomizationIn } from "../kustomize/entry";
import { isWithin } from "../paths";
import { type GitFinding, gitFinding } from "../report";
import type { GitTree, TreeFile } from "../tree";
import { type MapValue, stringValue } from "../value";
import type { IsIgnored } from "./ignore";

export interface Generated {
  readonly kustomization: MapValue;
  readonly findings: readonly GitFinding[];
}

/** The topmost folder below `base`, on the way to a file, that has a kustomization of its own. */
function ownFolder(tree: GitTree, base: string, path: string): string | null {
  const start = base === "" ? 0 : base.length + 1;
  for (let slash = path.indexOf("/", start); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    const folder = path.slice(0, slash);
    if (kustomizationIn(tree, folder) !== null) return folder;
  }
  return null;
}

const isManifest = ({ documents }: TreeFile): boolean =>
  documents.every(({ value }) => unfolded(value).length > 0);

/**
 * The kustomization that Flux makes up for a path without one: all YAML below it, and a folder with its own
 * kustomization as a whole. Flux refuses the path when a file is no manifest; here that file is left out and said.
 */
export function generatedFor(tree: GitTree, base: string, isIgnored: IsIgnored): Generated {
  const findings: GitFinding[] = [];
  const resources = new Set<string>();
  for (const [path, file] of tree.files) {
    if (!isWithin(path, base) || !/\.ya?ml$/.test(path) || isIgnored(path)) continue;
    const folder = ownFolder(tree, base, path);
    if (folder !== null) resources.add(folder);
    else if (isManifest(file)) resources.add(path);
    else findings.push(notManifest(file));
  }
  const items = [...resources].map((path) => stringValue(base === "" ? path : path.slice(base.length + 1)));
  return {
    kustomization: { kind: "map", entries: new Map([["resources", { kind: "list", items }]]) },
    findings,
  };
}

function notManifest(file: TreeFile): GitFinding {
  const stranger = file.documents.find(({ value }) => unfolded(value).length === 0);
  const at = stranger?.value.at;
  return gitFinding(
    "GIT_NOT_KUBERNETES",
    at,
    `${file.source.path} holds something else than Kubernetes objects.`,
  );
}
