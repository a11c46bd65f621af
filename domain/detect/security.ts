import type { Release } from "../listing";
import { isSecurityChange, type VersionNote } from "../notes";
import { type Installed, type SecurityVerdict, type Subject, securitySubjects } from "../security";
import type { Choice } from "./choice";
import type { Component } from "./component";
import type { ComponentReport } from "./report";

export type Evidence = ComponentReport["security"][number];

type Controllers = ReadonlyMap<string, string>;

/** Packages and versions that advisories are written about, for one version of a component. */
export function subjectsOf(
  { kind }: Component,
  version: string,
  controllers: Controllers = new Map(),
): Subject[] {
  const installed: Readonly<Record<Component["kind"], Installed>> = {
    k3s: { k3s: version },
    flux: { flux: version, controllers },
    longhorn: { longhorn: version },
    chart: {},
  };
  return securitySubjects(installed[kind]);
}

/** Verdicts about one version, out of those about all. */
const about = (verdicts: readonly SecurityVerdict[], subjects: readonly Subject[]): SecurityVerdict[] =>
  verdicts.filter((verdict) =>
    subjects.some((it) => it.package === verdict.package && it.version === verdict.version),
  );

const namesOf = ({ id, aliases }: SecurityVerdict): string[] => [id, ...aliases];

const isSameFault = (a: SecurityVerdict, b: SecurityVerdict): boolean =>
  a.package === b.package && namesOf(a).some((name) => namesOf(b).includes(name));

/** What is known to be wrong with the installed version, and whether the update mends it. */
export function advisoryEvidence(
  verdicts: readonly SecurityVerdict[],
  now: readonly Subject[],
  then: readonly Subject[],
): Evidence[] {
  const remaining = about(verdicts, then);
  return about(verdicts, now).map((verdict) => ({
    id: verdict.id,
    aliases: [...verdict.aliases],
    severity: verdict.severity,
    summary: verdict.summary,
    url: verdict.url,
    package: verdict.package,
    version: verdict.version,
    matched: verdict.matched,
    fixed_in: verdict.fixedIn,
    status: verdict.status,
    fixed_by_update:
      verdict.status === "affected" && then.length > 0 && !remaining.some((it) => isSameFault(it, verdict)),
  }));
}

const publisherSays = (
  component: Component,
  version: string,
  url: string,
  said: string,
  of: string,
): Evidence => ({
  id: of,
  aliases: [...new Set(said.match(/\bCVE-\d{4}-\d+|\bGHSA(?:-[0-9a-z]{4}){3}/gi) ?? [])],
  severity: null,
  summary: said,
  url,
  package: component.name,
  version: component.current ?? "",
  matched: `<${version}`,
  fixed_in: version,
  status: "affected",
  fixed_by_update: true,
});

/** Charts say so by annotations, where they say so at all. */
function fromChart(component: Component, release: Release): Evidence[] {
  const said = release.changes.filter(isSecurityChange).map(({ description }) => description);
  if (said.length === 0 && !release.security) return [];
  const summary = said.join("; ") || "the chart says that it contains security updates";
  return [publisherSays(component, release.version, release.url, summary, "artifacthub.io annotations")];
}

/** What the publishers of the passed releases say themselves. */
export function publishedEvidence(
  component: Component,
  { newer }: Choice,
  isPassed: (release: Release) => boolean,
  notes: readonly VersionNote[],
): Evidence[] {
  const passed = newer.map(({ release }) => release).filter((it) => it.withdrawn === null && isPassed(it));
  const urlOf = (version: string): string => passed.find((it) => it.version === version)?.url ?? "";
  return [
    ...passed.flatMap((release) => fromChart(component, release)),
    ...notes
      .filter(({ kind }) => kind === "security")
      .map(({ title, text, version }) =>
        publisherSays(component, version, urlOf(version), `${title}: ${text}`.slice(0, 500), "release notes"),
      ),
  ];
}
