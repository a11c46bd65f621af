import type { Choice } from "../../domain/detect/choice";
import type { Component } from "../../domain/detect/component";
import { isUnknown, type Target } from "../../domain/detect/evidence";
import { subjectsOf } from "../../domain/detect/security";
import type { Finding } from "../../domain/finding";
import { finding, findingOf } from "../../domain/finding-codes";
import type { Unknown } from "../../domain/listing";
import { type SecurityVerdict, type SupportVerdict, supportOf } from "../../domain/security";
import { type AdvisorySource, assessSecurity, fetchSupport, githubAt, osvAt } from "../security";
import type { DetectWorld, Places } from "./types";

export interface Assessed {
  readonly component: Component;
  readonly choice: Choice | null;
  readonly target: Target | Unknown | null;
}

const sourcesOf = ({ osv, github }: Places): AdvisorySource[] => [
  ...(osv === null ? [] : [osvAt(osv)]),
  ...(github === null ? [] : [githubAt(github)]),
];

/** The installed version, and the one that would be: both are judged by the same advisories. */
function subjects({ component, choice, target }: Assessed, gitControllers: ReadonlyMap<string, string>) {
  if (choice === null) return [];
  const now = component.flux?.controllers ?? gitControllers;
  const then = target === null || isUnknown(target) ? new Map<string, string>() : target.controllers;
  const next = choice.chosen?.release.version;
  return [
    ...subjectsOf(component, choice.current, now),
    ...(next === undefined ? [] : subjectsOf(component, next, then)),
  ];
}

const unread = ({ source, because, next }: Unknown): Finding =>
  finding("SOURCE_PARTLY_UNKNOWN", source, because, {
    next: `${next.replace(/\.$/, "")}; until then no security update does not mean no vulnerability.`,
  });

/** What is known to be wrong with what is installed and with what would be. */
export async function judgeSecurity(
  all: readonly Assessed[],
  controllers: ReadonlyMap<string, string>,
  places: Places,
  world: DetectWorld,
): Promise<{ verdicts: readonly SecurityVerdict[]; findings: readonly Finding[] }> {
  const sources = sourcesOf(places);
  const asked = all.flatMap((it) => subjects(it, controllers));
  if (asked.length === 0 || sources.length === 0) return { verdicts: [], findings: [] };
  world.progress("asking for advisories");
  const { verdicts, unknown, findings } = await assessSecurity(asked, world, sources);
  return { verdicts, findings: [...findings, ...unknown.map(unread)] };
}

export interface Supported {
  readonly support: SupportVerdict | null;
  readonly findings: readonly Finding[];
}

function supportFinding({ status, cycle, ends }: SupportVerdict, name: string): Finding[] {
  if (status === "ended")
    return [finding("SUPPORT_ENDED", name, `${cycle} got its last fixes by ${ends ?? "now"}`)];
  return status === "ending" ? [finding("SUPPORT_ENDING", name, `${cycle} gets fixes until ${ends}`)] : [];
}

/** Until when the installed version gets fixes; of charts nobody keeps count. */
export async function supportFor(
  { kind, name, current }: Component,
  { endOfLife }: Places,
  { http, now }: DetectWorld,
): Promise<Supported> {
  if (kind === "chart" || current === null || endOfLife === null) return { support: null, findings: [] };
  try {
    const { cycles, evidence } = await fetchSupport(http, kind, endOfLife, now);
    const support = supportOf(cycles, current, now, evidence);
    return { support, findings: supportFinding(support, name) };
  } catch (error) {
    const unknown = findingOf("SOURCE_PARTLY_UNKNOWN", `support of ${name}`, error);
    return { support: null, findings: [unknown] };
  }
}
