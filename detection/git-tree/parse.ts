import { type Document, isScalar, parseAllDocuments, type YAMLError } from "yaml";
import type { FindingCode } from "../../domain/finding-codes";
import { kubeObject } from "../../domain/gitops/kube-object";
import type { At, Source } from "../../domain/gitops/place";
import { type GitFinding, gitFinding } from "../../domain/gitops/report";
import type { TreeDocument, TreeFile } from "../../domain/gitops/tree";
import type { Value } from "../../domain/gitops/value";
import { Converter, Refused } from "./convert";
import { withEmbedded } from "./embedded";

export interface Parsed {
  readonly file: TreeFile;
  readonly findings: readonly GitFinding[];
}

/** Helm's and Go's templates, and the parameters of flux-operator; a quoted one is ordinary YAML. */
const TEMPLATE = /\{\{|<<\s*inputs\./;
const SOPS = /^sops:\s*$/m;

/** YAML 1.2 as Kubernetes reads it, with the merge keys of 1.1 that its parsers still know. */
export const parseYaml = (text: string): Document.Parsed[] =>
  [...parseAllDocuments(text, { merge: true, prettyErrors: false, logLevel: "silent" })].filter(
    (it): it is Document.Parsed => "contents" in it,
  );

const errorCode = ({ code }: YAMLError, text: string): FindingCode => {
  if (code === "DUPLICATE_KEY") return "GIT_DUPLICATE_KEY";
  if (code === "RESOURCE_EXHAUSTION") return "GIT_YAML_BOMB";
  return TEMPLATE.test(text) ? "GIT_TEMPLATE" : "GIT_YAML_BROKEN";
};

/** Between two `---` may be nothing, or only comments. */
const isEmpty = ({ contents }: Document.Parsed): boolean =>
  contents === null || (isScalar(contents) && contents.value === null);

const firstLine = (message: string): string => message.split("\n")[0] ?? message;

class FileParser {
  readonly documents: TreeDocument[] = [];
  readonly findings: GitFinding[] = [];
  private readonly encrypted: boolean;

  constructor(private readonly source: Source) {
    this.encrypted = SOPS.test(source.text);
  }

  parse(): Parsed {
    try {
      for (const [index, document] of parseYaml(this.source.text).entries()) this.read(document, index);
    } catch (error) {
      // Only a stack that ran out gets here; whatever it is, the other files are read.
      this.say("GIT_YAML_BOMB", 0, 0, `it cannot be parsed: ${String(error)}`);
    }
    if (this.encrypted) this.say("GIT_ENCRYPTED", 0, 0, "its values are not known here.");
    return { file: { source: this.source, documents: this.documents }, findings: this.findings };
  }

  private say(code: FindingCode, document: number, start: number, message: string): void {
    const at: At = { source: this.source, document, start, end: start };
    this.findings.push(gitFinding(code, at, message));
  }

  /** One finding for a document, for its first error; a key that stands twice does not hide the rest of it. */
  private read(document: Document.Parsed, index: number): void {
    const broken = document.errors.find(({ code }) => code !== "DUPLICATE_KEY");
    const error = broken ?? document.errors[0];
    if (error !== undefined) {
      this.say(errorCode(error, this.source.text), index, error.pos[0], `${firstLine(error.message)}.`);
    }
    if (broken !== undefined || isEmpty(document)) return;
    this.keep(document, index);
  }

  private keep(document: Document.Parsed, index: number): void {
    try {
      const converter = new Converter(document, this.source, index, this.encrypted);
      const value = converter.convert(document.contents);
      this.documents.push({ index, value: withEmbeddedIn(value) });
    } catch (error) {
      if (!(error instanceof Refused) && !(error instanceof RangeError)) throw error;
      const code = error instanceof Refused ? error.code : "GIT_YAML_BOMB";
      this.say(code, index, document.range[0], `${error.message}.`);
    }
  }
}

/** Patches written into Kustomizations are YAML within YAML. */
function withEmbeddedIn(value: Value): Value {
  return kubeObject(value)?.kind === "Kustomization" || isKustomizationFile(value)
    ? withEmbedded(value)
    : value;
}

/** A kustomization.yaml may leave its apiVersion and kind out. */
const isKustomizationFile = (value: Value): boolean =>
  value.kind === "map" &&
  ["patches", "patchesStrategicMerge", "patchesJson6902"].some((it) => value.entries.has(it));

export const parseSource = (source: Source): Parsed => new FileParser(source).parse();
