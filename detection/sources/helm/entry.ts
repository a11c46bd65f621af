import { z } from "zod";
import { parseVersion } from "../../../domain/constraints";
import { datedAt, PLAIN, type Release } from "../../../domain/listing";
import { isSecurityChange } from "../../../domain/notes";
import { readChanges } from "./changes";

/** Without quotes `1.2` is a number, and a digest of digits and one `e`, too. Helm takes both for texts. */
const text = z.union([z.string(), z.number().transform(String)]);
const optional = text.nullish();

/** One version of a chart in an index; what is not read here is not looked at. */
export const IndexEntry = z.object({
  version: text,
  appVersion: optional,
  kubeVersion: optional,
  created: optional,
  digest: optional,
  deprecated: z.boolean().nullish(),
  urls: z.array(z.unknown()).nullish(),
  annotations: z.unknown().optional(),
});
export type IndexEntry = z.output<typeof IndexEntry>;

const annotationOf = (annotations: unknown, name: string): unknown =>
  typeof annotations === "object" && annotations !== null
    ? (annotations as Readonly<Record<string, unknown>>)[`artifacthub.io/${name}`]
    : undefined;

const isTrue = (value: unknown): boolean => value === true || value === "true";

/** Relative to the repository, absolute, or `oci://`; empty when there is none that makes sense. */
export function resolveChartUrl(repository: string, url: unknown): string {
  if (typeof url !== "string" || url === "") return "";
  const base = repository.endsWith("/") ? repository : `${repository}/`;
  const resolved = URL.parse(url, base);
  if (resolved === null) return "";
  // The repository's own address may carry them, and this one is shown.
  if (resolved.username !== "") resolved.username = "";
  if (resolved.password !== "") resolved.password = "";
  return resolved.href;
}

/** Why Helm would drop this entry while it loads the index; `null` when it would not. */
export const invalidity = ({ version }: IndexEntry): string | null =>
  parseVersion(version) === null ? `"${version.slice(0, 60)}" is not a version` : null;

const filled = (value: string | null | undefined): string | null => value || null;

export function releaseOf(entry: IndexEntry, repository: string): Release {
  const { version, created, annotations, urls } = entry;
  const changes = readChanges(annotationOf(annotations, "changes"));
  const named = (parseVersion(version)?.pre ?? "") !== "";
  return {
    ...PLAIN,
    ...datedAt(created),
    version,
    prerelease: named || isTrue(annotationOf(annotations, "prerelease")),
    deprecated: entry.deprecated ?? false,
    security: isTrue(annotationOf(annotations, "containsSecurityUpdates")) || changes.some(isSecurityChange),
    appVersion: filled(entry.appVersion),
    kubeVersion: filled(entry.kubeVersion),
    digest: filled(entry.digest),
    url: resolveChartUrl(repository, urls?.[0]),
    changes,
  };
}
