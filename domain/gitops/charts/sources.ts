import type { KubeObject } from "../kube-object";
import { scalarOf, textOf } from "../value";
import { pinOf, unwritten, type VersionPin } from "../version-pin";
import type { ChartContext, ChartSource, NotFound, Resolution } from "./chart";

/** What a reference asks of a source. */
export interface Wanted {
  readonly chart: string;
  readonly version: VersionPin;
}

type Resolve = (source: KubeObject, wanted: Wanted, guessed: boolean, context: ChartContext) => Resolution;

const trimmed = (url: string): string => url.replace(/\/+$/, "");

const noUrl = ({ kind, name }: KubeObject): NotFound => ({ reason: `${kind} ${name} has no spec.url` });

function sourceOf(object: KubeObject, type: ChartSource["type"], url: string, guessed: boolean): ChartSource {
  return { type, url, object, guessed };
}

const fromHelmRepository: Resolve = (object, { chart, version }, guessed) => {
  const url = textOf(object.value, "spec", "url");
  if (url === undefined) return noUrl(object);
  const isOci = textOf(object.value, "spec", "type") === "oci" || url.startsWith("oci://");
  const source = sourceOf(object, isOci ? "oci" : "helm", isOci ? `${trimmed(url)}/${chart}` : url, guessed);
  return { chart, version, source };
};

/** `digest` goes before `semver` goes before `tag`, as source-controller reads them. */
function ociPin({ value }: KubeObject): VersionPin {
  for (const field of ["digest", "semver", "tag"]) {
    const scalar = scalarOf(value, "spec", "ref", field);
    if (scalar !== undefined) return pinOf(scalar);
  }
  return unwritten("latest");
}

const fromOciRepository: Resolve = (object, _wanted, guessed) => {
  const url = textOf(object.value, "spec", "url");
  if (url === undefined) return noUrl(object);
  const chart = trimmed(url).split("/").at(-1) ?? "";
  return { chart, version: ociPin(object), source: sourceOf(object, "oci", url, guessed) };
};

/** A branch moves with every commit, a tag and a commit stay. */
function gitPin({ value }: KubeObject): VersionPin {
  for (const field of ["commit", "name", "semver", "tag", "branch"]) {
    const scalar = scalarOf(value, "spec", "ref", field);
    if (scalar === undefined) continue;
    if (field === "branch") return pinOf(scalar, "any");
    return field === "tag" ? pinOf(scalar, "exact") : pinOf(scalar);
  }
  return unwritten("master");
}

const fromGitRepository: Resolve = (object, { chart }, guessed, context) => {
  const url = textOf(object.value, "spec", "url");
  if (url === undefined) return noUrl(object);
  const local = context.localChart(chart);
  return { chart, version: local ?? gitPin(object), source: sourceOf(object, "git", url, guessed) };
};

const fromBucket: Resolve = (object, { chart, version }, guessed) => {
  const [endpoint, bucket] = [
    textOf(object.value, "spec", "endpoint"),
    textOf(object.value, "spec", "bucketName"),
  ];
  return { chart, version, source: sourceOf(object, "bucket", `${endpoint ?? ""}/${bucket ?? ""}`, guessed) };
};

/** One line for every kind that a chart can come from. */
const SOURCES: Readonly<Record<string, Resolve>> = {
  HelmRepository: fromHelmRepository,
  OCIRepository: fromOciRepository,
  GitRepository: fromGitRepository,
  Bucket: fromBucket,
};

/** The chart behind a reference, or why there is none. */
export function chartFrom(
  kind: string,
  name: string,
  namespace: string,
  wanted: Wanted,
  context: ChartContext,
): Resolution {
  const resolve = SOURCES[kind];
  if (resolve === undefined) {
    return {
      reason: `a chart from ${kind} ${name} is not known here; known: ${Object.keys(SOURCES).join(", ")}`,
    };
  }
  const found = context.find(kind, name, namespace);
  if (found.object !== null) return resolve(found.object, wanted, found.guessed, context);
  const local = kind === "GitRepository" ? context.localChart(wanted.chart) : null;
  if (local === null)
    return wanted.chart === "" ? { reason: found.reason } : { reason: found.reason, ...wanted };
  const source: ChartSource = { type: "git", url: "", object: null, guessed: true };
  return { chart: wanted.chart, version: local, source };
}
