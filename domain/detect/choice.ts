import { allowedChartVersions, tryParseConstraint } from "../constraints";
import { movesItself } from "../gitops/version-pin";
import type { Listed, Release } from "../listing";
import { type Component, pinOfComponent } from "./component";
import { type ChoiceContext, type Refusal, refusalOf } from "./refusals";
import { type Scheme, schemeOf, type UpdateType } from "./scheme";

/** One version that is newer than what runs. */
export interface Considered {
  readonly release: Release;
  readonly type: UpdateType;
  /** `null` when it may be proposed. */
  readonly refused: Refusal | null;
}

/** What there is to choose from, and what is chosen. */
export interface Choice {
  readonly current: string;
  /** The release of the current version, as its source lists it. */
  readonly installed: Release | null;
  /** Newest first. */
  readonly newer: readonly Considered[];
  readonly chosen: Considered | null;
  /** Newest version that only waits for others: where a plan would want to go. */
  readonly goal: Considered | null;
  /** For a range: the version that Flux takes by itself. */
  readonly movesTo: string | null;
}

/** What others or time mend; the rest is a decision. */
export const PASSING: ReadonlySet<Refusal["code"]> = new Set(["needs-kubernetes", "needs-component", "path"]);

const isReachable = ({ refused }: Considered): boolean => refused === null || PASSING.has(refused.code);

/** A deprecated version is only taken where there is no other. */
function best(considered: readonly Considered[]): Considered | null {
  const alive = considered.find(({ release }) => !release.deprecated);
  return alive ?? considered[0] ?? null;
}

function newestFirst(scheme: Scheme): (a: Release, b: Release) => number {
  const age = ({ publishedAt }: Release): string => publishedAt ?? "";
  return (a, b) =>
    scheme.compare(b.version, a.version) ||
    age(b).localeCompare(age(a), "en") ||
    (a.version < b.version ? 1 : -1);
}

/** The version that a range stands for today. */
export function movesTo(component: Component, releases: readonly Release[]): string | null {
  const pin = pinOfComponent(component);
  if (component.kind !== "chart" || pin === null || !movesItself(pin)) return null;
  if (tryParseConstraint(pin.text === "" ? "*" : pin.text) === null) return null;
  return allowedChartVersions(releases, pin.text)[0]?.version ?? null;
}

const sameVersion = (scheme: Scheme, a: string, b: string): boolean =>
  a.replace(/^v/, "") === b.replace(/^v/, "") || (scheme.isVersion(a) && scheme.compare(a, b) === 0);

/** `null` when nobody knows what runs. */
export function choose(component: Component, { releases }: Listed, context: ChoiceContext): Choice | null {
  const scheme = schemeOf(component.kind);
  const moves = movesTo(component, releases);
  const current = component.current ?? moves;
  if (current === null || !scheme.isVersion(current)) return null;
  const known = releases.filter(({ version }) => scheme.isVersion(version));
  const here = { ...component, current };
  const newer = known
    .map((release) => ({ release, type: scheme.typeOf(current, release.version) }))
    .filter(({ type }) => type !== "none")
    .sort((a, b) => newestFirst(scheme)(a.release, b.release))
    .map((it) => ({ ...it, refused: refusalOf(it.release, here, context) }));
  // What Flux takes by itself needs no edit.
  const beyond = newer.filter(
    ({ release }) => moves === null || scheme.typeOf(moves, release.version) !== "none",
  );
  return {
    current,
    installed: known.find(({ version }) => sameVersion(scheme, current, version)) ?? null,
    newer,
    chosen: best(beyond.filter(({ refused }) => refused === null)),
    goal: best(beyond.filter(isReachable)),
    movesTo: moves,
  };
}
