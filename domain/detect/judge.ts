import { placeOf } from "../gitops/place";
import { movesItself } from "../gitops/version-pin";
import type { Release } from "../listing";
import { adviceFor } from "./advice";
import { type Breaking, breakingChanges, isHard, notesOnTheWay } from "./breaking";
import type { Choice, Considered } from "./choice";
import type { Component } from "./component";
import { type Evidenced, isUnknown, type Surroundings, type Target, whyUnknown } from "./evidence";
import { keptDefinitions } from "./kept-definitions";
import { type ApiInUse, type Removed, removedByTarget, removedOnKubernetes } from "./removed-apis";
import { removedValues } from "./removed-values";
import type { ComponentReport } from "./report";
import { riskOf } from "./risk";
import { schemeOf } from "./scheme";
import { advisoryEvidence, type Evidence, publishedEvidence, subjectsOf } from "./security";

const BY_HAND =
  "write every object of this kind once through the replacement, then take the old version out of storedVersions.";
const MIGRATE: Readonly<Record<Component["kind"], string>> = {
  k3s: "",
  flux: "run flux migrate before the update.",
  longhorn: BY_HAND,
  chart: BY_HAND,
};

function removedFor({ component, choice, target }: Evidenced, to: Release, inUse: ApiInUse): Removed[] {
  if (component.kind === "k3s") return removedOnKubernetes(inUse, choice?.current ?? to.version, to.version);
  if (target === null || isUnknown(target) || component.keepsCrds !== undefined) return [];
  const known = component.kind === "chart" ? withoutOthers(inUse, target) : inUse;
  return removedByTarget(known, `${component.name} ${to.version}`, target.crds, MIGRATE[component.kind]);
}

/** A chart need not define all of a group, and what it no longer defines is not taken away. */
const withoutOthers = (inUse: ApiInUse, { crds }: Target): ApiInUse => ({
  ...inUse,
  crds: inUse.crds.filter((it) => crds.some(({ group, kind }) => it.group === group && it.kind === kind)),
});

const unread = (title: string, text: string, version: string): Breaking => ({
  kind: "unread",
  title,
  text,
  version,
  source: "release-notes",
});

/** What is not known is told among what may break, and not left out. */
function breakingFor(evidenced: Evidenced, choice: Choice, to: Release): Breaking[] {
  const { component, target, values } = evidenced;
  const set = component.values;
  const lost =
    values === null || isUnknown(values) || set === undefined
      ? []
      : removedValues(set, values.before, values.after, to.version);
  const kept = target === null || isUnknown(target) ? [] : keptDefinitions(component, target, to.version);
  const blind = [target, values].filter(isUnknown);
  return [
    ...breakingChanges({ kind: component.kind, choice, to }),
    ...lost,
    ...kept,
    ...blind.map(({ source, because }) => unread(`${source} could not be read`, because, to.version)),
  ];
}

const withoutRepeats = (found: readonly Evidence[]): Evidence[] => [
  ...new Map(found.map((it) => [`${it.id} ${it.package} ${it.matched} ${it.summary}`, it])).values(),
];

function evidenceFor(
  { component, choice, target }: Evidenced,
  to: Release | null,
  around: Surroundings,
): Evidence[] {
  if (choice === null) return [];
  const controllers = component.flux?.controllers ?? around.controllers;
  const now = subjectsOf(component, choice.current, controllers);
  const next = target !== null && !isUnknown(target) ? target.controllers : new Map<string, string>();
  const then = to === null ? [] : subjectsOf(component, to.version, next);
  const advisories = advisoryEvidence(around.verdicts, now, then);
  if (to === null) return advisories;
  const { compare } = schemeOf(component.kind);
  const isPassed = ({ version }: Release): boolean => compare(version, to.version) <= 0;
  const notes = notesOnTheWay({ kind: component.kind, choice, to }).notes;
  return withoutRepeats([...advisories, ...publishedEvidence(component, choice, isPassed, notes)]);
}

/** Prereleases alone are no reason to wait. */
const isWaiting = ({ refused }: Considered): boolean =>
  refused !== null && ["too-young", "ignored", "provisional"].includes(refused.code);

function statusOf(
  choice: Choice,
  removed: readonly Removed[],
  dangers: readonly string[],
): ComponentReport["status"] {
  if (choice.chosen !== null) return removed.length > 0 || dangers.length > 0 ? "blocked" : "update";
  if (choice.goal !== null) return "blocked";
  return choice.newer.some(isWaiting) ? "waiting" : "current";
}

function pinned({ pins }: Component): ComponentReport["pinned"] {
  return pins.map(({ pin, how }) => {
    const place = pin.at === undefined ? null : placeOf(pin.at);
    return {
      text: pin.text,
      how,
      self_moving: movesItself(pin),
      place: place === null ? null : { file: place.file, line: place.line, column: place.column },
    };
  });
}

/** Versions that are passed over for the same reason are told together. */
function withheldOf({ newer, chosen }: Choice): ComponentReport["withheld"] {
  const groups = new Map<string, ComponentReport["withheld"][number]>();
  for (const { release, refused } of newer) {
    if (refused === null || release === chosen?.release) continue;
    const { code, reason, until } = refused;
    const known = groups.get(`${code} ${reason}`);
    if (known === undefined)
      groups.set(`${code} ${reason}`, { reason_code: code, reason, until, versions: [release.version] });
    else known.versions.push(release.version);
  }
  return [...groups.values()];
}

const candidateOf = ({ release, type }: Considered): ComponentReport["candidates"][number] => ({
  version: release.version,
  update_type: type,
  published_at: release.publishedAt,
  dated: release.dated,
});

type Base = Pick<
  ComponentReport,
  "id" | "kind" | "name" | "owner" | "current_from" | "pinned" | "suspended" | "source" | "support"
>;

const baseOf = ({ component, listing, support }: Evidenced): Base => ({
  id: component.id,
  kind: component.kind,
  name: component.name,
  owner: component.owner,
  current_from: component.from,
  pinned: pinned(component),
  suspended: component.suspended,
  source: listing?.source ?? "",
  support:
    support === null
      ? null
      : { status: support.status, cycle: support.cycle, ends: support.ends, evidence: support.evidence },
});

const NOTHING = {
  moves_to: null,
  available_version: null,
  goal_version: null,
  update_type: "none",
  security_update: false,
  breaking_changes: [],
  removed_apis: [],
  changelog_url: "",
  published_at: null,
  kubernetes: null,
  risk: "none",
  risk_reasons: [],
  candidates: [],
  withheld: [],
} satisfies Partial<ComponentReport>;

function unknownReport(evidenced: Evidenced, because: string): ComponentReport {
  return {
    ...baseOf(evidenced),
    ...NOTHING,
    status: "unknown",
    unknown_because: because,
    current_version: evidenced.component.current,
    security: [],
    recommended_action: "find_out",
    advice: `nobody knows whether there is an update: ${because.replace(/\.$/, "")}.`,
  };
}

/** Everything about one component: what there is, what it brings, what speaks against it, what to do. */
export function judge(evidenced: Evidenced, around: Surroundings): ComponentReport {
  const because = whyUnknown(evidenced);
  const { component, choice } = evidenced;
  if (because !== null || choice === null) return unknownReport(evidenced, because ?? "");
  const to = choice.chosen?.release ?? null;
  const removed = to === null ? [] : removedFor(evidenced, to, around.inUse);
  const dangers = component.kind === "longhorn" && to !== null ? around.longhornDangers : [];
  const breaking = to === null ? [] : breakingFor(evidenced, choice, to);
  const security = evidenceFor(evidenced, to, around);
  const status = statusOf(choice, removed, dangers);
  const type = choice.chosen?.type ?? "none";
  const isSecurity = to !== null && security.some(({ fixed_by_update }) => fixed_by_update);
  const isBreaking = breaking.some(isHard);
  const { risk, reasons } = riskOf({ component, type, breaking, removed, dangers });
  const { action, advice } = adviceFor({
    component,
    choice,
    status,
    removed,
    dangers,
    isSecurity,
    isBreaking,
  });
  return {
    ...baseOf(evidenced),
    status,
    unknown_because: "",
    current_version: choice.current,
    moves_to: choice.movesTo,
    available_version: to?.version ?? null,
    goal_version: choice.goal?.release.version ?? null,
    update_type: type,
    security_update: isSecurity,
    security,
    breaking_changes: breaking,
    removed_apis: removed,
    changelog_url: to?.url ?? "",
    published_at: to?.publishedAt ?? null,
    kubernetes: to?.kubeVersion ?? null,
    risk,
    risk_reasons: reasons,
    recommended_action: action,
    advice,
    candidates: choice.newer.filter(({ refused }) => refused === null).map(candidateOf),
    withheld: withheldOf(choice),
  };
}
