import { parseVersion } from "../constraints";
import type { Release } from "../listing";
import {
  bundledFindings,
  type CumulativeNotes,
  cumulativeNotes,
  type NoteKind,
  notesOfChanges,
  type VersionNote,
} from "../notes";
import { bundledChanges } from "../upgrade-rules";
import type { Choice } from "./choice";
import type { ComponentKind } from "./component";
import type { ComponentReport } from "./report";
import { schemeOf } from "./scheme";

export type Breaking = ComponentReport["breaking_changes"][number];

/** What of the notes somebody has to read before; security fixes are told elsewhere, and hints are no changes. */
const TOLD: ReadonlySet<NoteKind> = new Set([
  "removal",
  "breaking",
  "hotfix",
  "warning",
  "deprecation",
  "upgrade",
]);

interface Step {
  readonly kind: ComponentKind;
  readonly choice: Choice;
  readonly to: Release;
}

/** Every release after the installed one up to the target: who skips a version is hit by its changes all the same. */
function passed({ kind, choice, to }: Step): Release[] {
  const { compare } = schemeOf(kind);
  const between = choice.newer.map(({ release }) => release);
  return between.filter(({ version, withdrawn }) => withdrawn === null && compare(version, to.version) <= 0);
}

/** Prereleases repeat what the release says. */
const released = (releases: readonly Release[], { version }: Release): Release[] =>
  releases.filter((it) => !it.prerelease || it.version === version);

export function notesOnTheWay(step: Step): CumulativeNotes {
  const { compare } = schemeOf(step.kind);
  const way = { from: step.choice.current, to: step.to.version, compare };
  return cumulativeNotes(released(passed(step), step.to), way);
}

const fromNote = ({ kind, title, text, version }: VersionNote): Breaking => ({
  kind,
  title,
  text,
  version,
  source: "release-notes",
});

function fromNotes(step: Step): Breaking[] {
  return notesOnTheWay(step)
    .notes.filter(({ kind }) => TOLD.has(kind))
    .map(fromNote);
}

function fromChanges(step: Step): Breaking[] {
  return released(passed(step), step.to).flatMap(({ version, changes }) =>
    notesOfChanges(changes)
      .filter(({ kind }) => TOLD.has(kind))
      .map((note) => ({ ...note, version, source: "chart-changes" }) as const),
  );
}

const bundled = (title: string, version: string): Breaking => ({
  kind: "bundled",
  title,
  text: title,
  version,
  source: "bundled-components",
});

/** From the tables of both releases; the list of known changes stands in where a release has no table. */
function fromBundle({ kind, choice, to }: Step): Breaking[] {
  if (kind !== "k3s") return [];
  const releases = [...(choice.installed === null ? [] : [choice.installed]), to];
  const found = bundledFindings(releases, choice.current, to.version);
  const told = found
    .filter(({ code }) => code === "BUNDLED_CHANGE")
    .map(({ message }) => bundled(message, to.version));
  const known = bundledChanges(choice.current, to.version).map(({ change, version }) =>
    bundled(change, version),
  );
  const isUnread = found.some(({ code }) => code === "BUNDLED_UNKNOWN");
  const unread: Breaking = {
    ...bundled("what it bundles is not known: the notes list no components", to.version),
    kind: "unread",
  };
  return [...told, ...(isUnread ? [...known, unread] : [])];
}

/** By the rules of semantic versions; below 1.0 every minor may break. */
function fromNumbers({ kind, choice, to }: Step): Breaking[] {
  if (kind === "k3s") return [];
  const [a, b] = [parseVersion(choice.current), parseVersion(to.version)];
  if (a === null || b === null) return [];
  const isMajor = a.major !== b.major;
  if (!isMajor && (a.major !== 0 || a.minor === b.minor)) return [];
  const why = isMajor ? "a new major version" : "a new minor version below 1.0";
  const title = `${why} may break what uses it`;
  return [{ kind: "major", title, text: title, version: to.version, source: "versions" }];
}

function fromDeprecation({ to }: Step): Breaking[] {
  if (!to.deprecated) return [];
  const title = "its publisher marks this version as deprecated";
  return [{ kind: "deprecated", title, text: title, version: to.version, source: "chart-changes" }];
}

/** Everything on the way to a version that may hurt, with the place where it is said. */
export const breakingChanges = (step: Step): Breaking[] =>
  [fromNumbers, fromBundle, fromNotes, fromChanges, fromDeprecation].flatMap((read) => read(step));

/** A hint to prepare is not yet a break. */
const SOFT: ReadonlySet<Breaking["kind"]> = new Set([
  "deprecation",
  "upgrade",
  "definitions",
  "unread",
  "deprecated",
]);

export const isHard = ({ kind }: Breaking): boolean => !SOFT.has(kind);
