import type { Ignore } from "../config";
import {
  acceptsKubernetes,
  parseConstraint,
  parseVersion,
  refuseLonghornPath,
  satisfies,
} from "../constraints";
import { formatDuration } from "../duration";
import { parseK3sVersion } from "../k3s-version";
import type { Release } from "../listing";
import { STOP_RULES, stopRule, type Trait } from "../upgrade-rules";
import type { Component } from "./component";
import { isMeant } from "./match";
import { kubernetesOf } from "./scheme";

export const REFUSAL_CODES = [
  "withdrawn",
  "prerelease",
  "provisional",
  "ignored",
  "too-young",
  "needs-kubernetes",
  "needs-component",
  "path",
] as const;

/** Why a version is not proposed. */
export interface Refusal {
  readonly code: (typeof REFUSAL_CODES)[number];
  /** A sentence without its subject. */
  readonly reason: string;
  /** ISO time or day from which on it may be proposed; `null` when that is not a question of time. */
  readonly until: string | null;
}

/** What one component asks of Kubernetes at the version that is installed. */
export interface Demand {
  readonly component: string;
  readonly version: string;
  readonly kubeVersion: string;
}

export interface ChoiceContext {
  readonly now: Date;
  readonly minimumReleaseAge: number;
  readonly ignore: readonly Ignore[];
  readonly prereleases: readonly string[];
  /** Version of the API server, or that which Git says; `null` when neither does. */
  readonly kubernetes: string | null;
  readonly demands: readonly Demand[];
  readonly traits: ReadonlySet<Trait>;
}

type Refuse = (release: Release, component: Component, context: ChoiceContext) => Refusal | null;

const refusal = (code: Refusal["code"], reason: string, until: string | null = null): Refusal => ({
  code,
  reason,
  until,
});

const withdrawn: Refuse = ({ withdrawn: why }) => (why === null ? null : refusal("withdrawn", why));

const prerelease: Refuse = (release, component, { prereleases }) => {
  if (prereleases.some((glob) => isMeant(glob, component))) return null;
  if (release.prerelease) return refusal("prerelease", "is a prerelease");
  return release.provisional ? refusal("provisional", "is still marked as a prerelease by its source") : null;
};

/** The whole last day counts, wherever the clock stands. */
export const isOver = ({ until }: Ignore, now: Date): boolean =>
  until !== undefined && now.getTime() >= Date.parse(until) + 86_400_000;

function concerns({ versions }: Ignore, version: string): boolean {
  if (versions === undefined) return true;
  const parsed = parseVersion(version);
  return parsed !== null && satisfies(parsed, parseConstraint(versions));
}

const ignored: Refuse = ({ version }, component, { ignore, now }) => {
  const entry = ignore.find(
    (it) => isMeant(it.component, component) && !isOver(it, now) && concerns(it, version),
  );
  if (entry === undefined) return null;
  const end = entry.until === undefined ? "" : ` until ${entry.until}`;
  return refusal("ignored", `is ignored${end}: ${entry.reason}`, entry.until ?? null);
};

const tooYoung: Refuse = ({ publishedAt, dated }, _component, { minimumReleaseAge, now }) => {
  if (minimumReleaseAge === 0) return null;
  const age = formatDuration(minimumReleaseAge);
  if (publishedAt === null) return refusal("too-young", `has no date, and releases must be ${age} old`);
  const ripe = Date.parse(publishedAt) + minimumReleaseAge;
  if (ripe <= now.getTime()) return null;
  const since = dated === "first-seen" ? "was first seen" : "was published";
  const until = new Date(ripe).toISOString();
  return refusal("too-young", `${since} at ${publishedAt}, less than ${age} ago`, until);
};

const MOST_MINOR = 99;

/** The nearest Kubernetes that would do, as `1.34`. */
function kubernetesFor(kubeVersion: string, from: string): string | null {
  const minor = parseVersion(from)?.minor;
  const accepts = (it: number): boolean => acceptsKubernetes(kubeVersion, `1.${it}.999`);
  const all = Array.from({ length: MOST_MINOR }, (_, i) => i + 1).filter(accepts);
  const nearest = all.find((it) => it > Number(minor)) ?? all.at(-1);
  return nearest === undefined ? null : `1.${nearest}`;
}

const needsKubernetes: Refuse = ({ kubeVersion }, { kind }, { kubernetes }) => {
  if (kind === "k3s" || kubeVersion === null || kubernetes === null) return null;
  if (acceptsKubernetes(kubeVersion, kubernetesOf(kubernetes))) return null;
  const wanted = kubernetesFor(kubeVersion, kubernetesOf(kubernetes));
  const first = wanted === null ? "no Kubernetes fits" : `Kubernetes ${wanted} is needed first`;
  return refusal("needs-kubernetes", `asks for Kubernetes ${kubeVersion}, ${kubernetes} runs; ${first}`);
};

/** What is installed has to live with the new Kubernetes. */
const needsComponent: Refuse = ({ version }, { kind }, { demands }) => {
  if (kind !== "k3s") return null;
  const against = demands.filter(({ kubeVersion }) => !acceptsKubernetes(kubeVersion, kubernetesOf(version)));
  const [first] = against;
  if (first === undefined) return null;
  const more = against.length > 1 ? ` and ${against.length - 1} more` : "";
  const who = `${first.component} ${first.version} (${first.kubeVersion})${more}`;
  return refusal("needs-component", `is not supported by ${who}; update that first`);
};

function k3sPath(from: string, to: string, traits: ReadonlySet<Trait>): string | null {
  const [a, b] = [parseK3sVersion(from), parseK3sVersion(to)];
  if (a.major !== b.major) return "goes to another major version";
  if (b.minor > a.minor + 1) return `skips minors; go to the newest ${a.major}.${a.minor + 1} first`;
  if (b.minor === a.minor) return null;
  const rule = stopRule(from, b.minor, STOP_RULES, traits);
  return rule === null ? null : `needs ${rule.atLeast} first: ${rule.reason}`;
}

function longhornPath(from: string, { version, minimumFrom }: Release): string | null {
  const refused = refuseLonghornPath(from, version);
  if (refused !== null) return `is refused by Longhorn: ${refused}`;
  const [a, least] = [parseVersion(from), minimumFrom === null ? null : parseVersion(minimumFrom)];
  if (a === null || least === null) return null;
  return satisfies(a, parseConstraint(`>=${minimumFrom?.replace(/^v/, "")}-0`))
    ? null
    : `is reached from ${minimumFrom} on only`;
}

const path: Refuse = (release, { kind, current }, { traits }) => {
  if (current === null) return null;
  const refused =
    kind === "k3s"
      ? k3sPath(current, release.version, traits)
      : kind === "longhorn"
        ? longhornPath(current, release)
        : null;
  return refused === null ? null : refusal("path", refused);
};

/** In the order in which they are told: the first that holds stands for all. */
const REFUSALS: readonly Refuse[] = [
  withdrawn,
  prerelease,
  ignored,
  tooYoung,
  path,
  needsKubernetes,
  needsComponent,
];

export function refusalOf(release: Release, component: Component, context: ChoiceContext): Refusal | null {
  for (const refuse of REFUSALS) {
    const found = refuse(release, component, context);
    if (found !== null) return found;
  }
  return null;
}
