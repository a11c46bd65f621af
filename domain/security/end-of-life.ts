import { compareVersions, parseVersion } from "../constraints";

/** One line of support, such as Flux 2.7, and until when it gets fixes. */
export interface SupportCycle {
  /** `2.7`. */
  readonly cycle: string;
  /** ISO date of its end; `null` while no end is known. */
  readonly ends: string | null;
  /** Says that it has ended, or that it has not, without a date. */
  readonly ended: boolean | null;
  readonly latest: string | null;
}

export interface SupportVerdict {
  readonly status: "supported" | "ending" | "ended" | "unknown";
  readonly cycle: string;
  readonly ends: string | null;
  readonly latest: string | null;
  /** Where this is known from. */
  readonly evidence: string;
}

/** An end that is near enough to be planned for. */
const NEAR_DAYS = 60;
const DAY_MS = 86_400_000;

/** `v1.33.4+k3s1` -> `1.33`, and k3s follows the support of its Kubernetes. */
export function cycleOf(version: string): string | null {
  const parsed = parseVersion(version);
  return parsed === null ? null : `${parsed.major}.${parsed.minor}`;
}

function statusOf({ ends, ended }: SupportCycle, now: Date): SupportVerdict["status"] {
  if (ends === null) return ended === null ? "unknown" : ended ? "ended" : "supported";
  const left = Date.parse(ends) - now.getTime();
  if (left <= 0) return "ended";
  return left <= NEAR_DAYS * DAY_MS ? "ending" : "supported";
}

/** Whether a version still gets fixes; `unknown` when its line is not listed. */
export function supportOf(
  cycles: readonly SupportCycle[],
  version: string,
  now: Date,
  evidence: string,
): SupportVerdict {
  const cycle = cycleOf(version) ?? version;
  const found = cycles.find((it) => it.cycle === cycle);
  if (found === undefined) return { status: "unknown", cycle, ends: null, latest: null, evidence };
  const { ends, latest } = found;
  return { status: statusOf(found, now), cycle, ends, latest, evidence };
}

export interface DatedVersion {
  readonly version: string;
  /** ISO date. */
  readonly date: string;
}

const isRelease = ({ version }: DatedVersion): boolean => parseVersion(version)?.pre === "";

/** Newest release of each line, and the day of its first one. */
function lines(releases: readonly DatedVersion[]): { cycle: string; first: string; latest: string }[] {
  const known = new Map<string, { cycle: string; first: string; latest: string }>();
  for (const { version, date } of releases.filter(isRelease)) {
    const cycle = cycleOf(version) ?? version;
    const line = known.get(cycle) ?? { cycle, first: date, latest: version };
    const [first = date] = [date, line.first].sort();
    known.set(cycle, { cycle, first, latest: newer(version, line.latest) });
  }
  return [...known.values()].sort((a, b) => compareText(b.cycle, a.cycle));
}

function compareText(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left === null || right === null ? 0 : compareVersions(left, right);
}

const newer = (a: string, b: string): string => (compareText(a, b) > 0 ? a : b);

/** Where the last N minors are supported, as with Flux, a line ends on the day that the Nth newer one begins. */
export function supportByCount(releases: readonly DatedVersion[], supported: number): SupportCycle[] {
  const all = lines(releases);
  return all.map(({ cycle, latest }, i) => {
    const ends = all[i - supported]?.first ?? null;
    return { cycle, latest, ends, ended: ends !== null };
  });
}
