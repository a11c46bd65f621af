import type { Finding } from "./finding";
import type { ChartChange } from "./notes";

/** A release as its source lists it; k3s, Flux, Longhorn and charts in the same words. */
export interface Release {
  /** As the source writes it. */
  readonly version: string;
  /** ISO time; `null` when not even a first sight is known. */
  readonly publishedAt: string | null;
  /** A date of the source, or of the run that met the release first. */
  readonly dated: "source" | "first-seen" | null;
  /** By its name, or because its source says so for good. */
  readonly prerelease: boolean;
  /** Marked as not final yet although its name is one: k3s does so until QA is done (k3s#9358). */
  readonly provisional: boolean;
  /** Why its source took it back; `null` while it stands. */
  readonly withdrawn: string | null;
  readonly deprecated: boolean;
  /** Its source says that it mends a vulnerability. Few say so: false means nothing. */
  readonly security: boolean;
  readonly appVersion: string | null;
  /** Constraint on Kubernetes in Helm's words; `null` when none is known. */
  readonly kubeVersion: string | null;
  readonly digest: string | null;
  /** Page or file; empty when the source names none. */
  readonly url: string;
  /** Release notes in Markdown. */
  readonly notes: string | null;
  readonly changes: readonly ChartChange[];
  /** Oldest version that its source lets go to this one directly; `null` when it names none. */
  readonly minimumFrom: string | null;
  /** The source's own labels, such as Longhorn's `stable`. */
  readonly tags: readonly string[];
}

export interface Listed {
  readonly kind: "listed";
  readonly source: string;
  readonly releases: readonly Release[];
  /** What was odd about the answer without making it useless. */
  readonly findings: readonly Finding[];
}

/** Nothing can be said, which is not "no updates". */
export interface Unknown {
  readonly kind: "unknown";
  readonly source: string;
  readonly code: string;
  readonly because: string;
  readonly next: string;
}

export type Listing = Listed | Unknown;

export const PLAIN: Omit<Release, "version"> = {
  publishedAt: null,
  dated: null,
  prerelease: false,
  provisional: false,
  withdrawn: null,
  deprecated: false,
  security: false,
  appVersion: null,
  kubeVersion: null,
  digest: null,
  url: "",
  notes: null,
  changes: [],
  minimumFrom: null,
  tags: [],
};

/** Fields of a release that depend on whether its source dates it. */
export function datedAt(time: string | null | undefined): Pick<Release, "publishedAt" | "dated"> {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime())
    ? { publishedAt: null, dated: null }
    : { publishedAt: date.toISOString(), dated: "source" };
}

/** Why a release is not offered, a sentence without its subject; `null` when it is. */
export function withheld({ withdrawn, prerelease, provisional }: Release): string | null {
  if (withdrawn !== null) return withdrawn;
  if (prerelease) return "is a prerelease";
  return provisional ? "is still marked as a prerelease by its source" : null;
}

/** What may be proposed; prereleases only where they are asked for, withdrawn ones never. */
export function offered(releases: readonly Release[], prereleases = false): Release[] {
  return releases.filter(
    (release) => release.withdrawn === null && (prereleases || withheld(release) === null),
  );
}
