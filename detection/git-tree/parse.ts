import { kubeObject } from "../../domain/gitops/kube-object";
import type { Source } from "../../domain/gitops/place";
import { type GitFinding, gitFinding } from "../../domain/gitops/report";
import type { TreeFile } from "../../domain/gitops/tree";
import type { Value } from "../../domain/gitops/value";
import { readDocuments, type YamlDocument } from "./documents";
import { withEmbedded } from "./embedded";

export interface ParsedFile {
  readonly file: TreeFile;
  readonly findings: readonly GitFinding[];
}

/** Helm's and Go's templates, and the parameters of flux-operator; a quoted one is ordinary YAML. */
const TEMPLATE = /\{\{|<<\s*inputs\./;

const SOPS = /^sops:\s*$/m;

/** A kustomization.yaml may leave its apiVersion and kind out. */
const isKustomizationFile = (value: Value): boolean =>
  value.kind === "map" &&
  ["patches", "patchesStrategicMerge", "patchesJson6902"].some((it) => value.entries.has(it));

/** Patches written into Kustomizations are YAML within YAML. */
const withPatches = (value: Value): Value =>
  kubeObject(value)?.kind === "Kustomization" || isKustomizationFile(value) ? withEmbedded(value) : value;

function findingsOf(source: Source, { index, trouble }: YamlDocument): GitFinding[] {
  if (trouble === null) return [];
  const { code, message, offset } = trouble;
  const isTemplate = code === "GIT_YAML_BROKEN" && TEMPLATE.test(source.text);
  const at = { source, document: index, start: offset, end: offset };
  return [gitFinding(isTemplate ? "GIT_TEMPLATE" : code, at, `${message}.`)];
}

/** The objects of one file, and what is wrong with it: at most one finding for a document. */
export function parseSource(source: Source): ParsedFile {
  const encrypted = SOPS.test(source.text);
  const documents = readDocuments(source, encrypted);
  const findings = documents.flatMap((it) => findingsOf(source, it));
  const whole = { source, document: 0, start: 0, end: 0 };
  if (encrypted) findings.push(gitFinding("GIT_ENCRYPTED", whole, "its values are not known here."));
  const values = documents.flatMap(({ index, value }) =>
    value === null ? [] : [{ index, value: withPatches(value) }],
  );
  return { file: { source, documents: values }, findings };
}
