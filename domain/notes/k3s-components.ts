import { compareVersions, parseVersion, type SemVersion } from "../constraints";
import { tryParseK3sVersion } from "../k3s-version";
import { type Row, readTables } from "./table";

/** Bundled component -> version, such as `Traefik` -> `v3.3.2`. */
export type Components = ReadonlyMap<string, string>;

export interface ComponentChange {
  readonly component: string;
  readonly from: string;
  readonly to: string;
  /** `major` also for a new minor of 0.x, where everything may change. */
  readonly kind: "major" | "minor" | "patch" | "rebuild" | "downgrade" | "unclear";
}

/** Columns of the table that say something about the release itself. Kubernetes' version is k3s' own. */
const NO_COMPONENTS: ReadonlySet<string> = new Set(["Version", "Release date", "Kubernetes"]);

function pair(heading: Row, row: Row): [string, string][] {
  return heading.flatMap((name, i): [string, string][] => {
    const version = row[i] ?? "";
    return NO_COMPONENTS.has(name) || version === "" ? [] : [[name, version]];
  });
}

/** The page per minor in k3s' documentation: one row a release, one column a component. */
export function readComponentPage(markdown: string): ReadonlyMap<string, Components> {
  const rows = readTables(markdown).flatMap(([heading = [], ...body]) =>
    heading[0] === "Version" ? body.map((row) => [row[0] ?? "", new Map(pair(heading, row))] as const) : [],
  );
  return new Map(rows.filter(([version]) => tryParseK3sVersion(version) !== null));
}

/** The text of one release on GitHub: "Embedded Component Versions", one row a component. */
export function readComponentTable(markdown: string): Components | null {
  const table = readTables(markdown).find(
    ([heading]) => heading?.[0] === "Component" && heading[1] === "Version",
  );
  if (table === undefined) return null;
  const rows = table.slice(1).map(([name = "", version = ""]): [string, string] => [name, version]);
  return new Map(rows.filter(([name, version]) => !NO_COMPONENTS.has(name) && version !== ""));
}

const coreOf = (version: SemVersion): SemVersion => ({ ...version, pre: "" });

function kindOf(from: string, to: string): ComponentChange["kind"] {
  const [a, b] = [parseVersion(from), parseVersion(to)];
  if (a === null || b === null) return "unclear";
  // The suffix is k3s' own count of builds, `v3.5.26-k3s1`, and no prerelease.
  const order = compareVersions(coreOf(a), coreOf(b));
  if (order !== 0) return order > 0 ? "downgrade" : growth(a, b);
  return "rebuild";
}

function growth(a: SemVersion, b: SemVersion): ComponentChange["kind"] {
  if (a.major !== b.major) return "major";
  if (a.minor === b.minor) return "patch";
  return a.major === 0 ? "major" : "minor";
}

/** What changes inside k3s from one release to another. What only one side names is left out: tables differ. */
export function componentChanges(from: Components, to: Components): ComponentChange[] {
  return [...from].flatMap(([component, before]) => {
    const after = to.get(component);
    if (after === undefined || after === before) return [];
    return [{ component, from: before, to: after, kind: kindOf(before, after) }];
  });
}

/** A k3s patch is no patch where it carries one of these. */
export const majorChanges = (changes: readonly ComponentChange[]): ComponentChange[] =>
  changes.filter(({ kind }) => kind === "major" || kind === "downgrade");
