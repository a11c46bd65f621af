import { matchesPattern } from "./channel-pattern";
import { usage } from "./errors";
import { compareK3s, isPrerelease, parseK3sVersion, tryParseK3sVersion } from "./k3s-version";
import { nearest } from "./nearest";

/** One release of k3s as its source lists it. */
export interface K3sRelease {
  readonly version: string;
  /** GitHub's mark. k3s sets it on every new release and clears it after QA, so it says "not yet" (k3s#9358). */
  readonly prerelease: boolean;
  /** ISO time; `null` when the source does not say. */
  readonly publishedAt: string | null;
  readonly url: string;
}

/** One entry of the channel server's `data`. Pinned channels have `latest` only. */
export interface Channel {
  readonly name: string;
  readonly latest?: string | undefined;
  readonly latestRegexp?: string | undefined;
  readonly excludeRegexp?: string | undefined;
}

const CHANNEL_PREFIX = "channel:";

/**
 * A channel withdraws a release by excluding it: `v1.24.9+k3s1` had a containerd regression (k3s#6706). The
 * releases' list still shows it. Excluding all prereleases withdraws none of them.
 */
export function isWithdrawn(version: string, channels: readonly Channel[]): boolean {
  const parsed = tryParseK3sVersion(version);
  if (parsed === null || parsed.pre !== null) return false;
  return channels.some(
    ({ latestRegexp, excludeRegexp }) =>
      matchesPattern(latestRegexp, version) && matchesPattern(excludeRegexp, version),
  );
}

const isNewest = (best: string | null, version: string): boolean =>
  best === null || compareK3s(version, best) > 0;

/** The newest of versions by our own order; the list's order means nothing, backports are newer than they are. */
export function newestOf(versions: readonly string[]): string | null {
  return versions.reduce<string | null>((best, version) => (isNewest(best, version) ? version : best), null);
}

/** Names for the path: parsable, neither a prerelease in name or mark, nor withdrawn. */
export function stableReleases(releases: readonly K3sRelease[], channels: readonly Channel[]): K3sRelease[] {
  return releases.filter(
    ({ version, prerelease }) =>
      !prerelease &&
      tryParseK3sVersion(version) !== null &&
      !isPrerelease(version) &&
      !isWithdrawn(version, channels),
  );
}

/**
 * The latest version of a channel. The server's own answer ignores `+k3sN` when it compares, so with a pattern we
 * look ourselves and take the server's answer only where it knows of something newer.
 */
export function latestOf(channel: Channel, releases: readonly K3sRelease[]): string | null {
  const { latest, latestRegexp, excludeRegexp } = channel;
  if (latestRegexp === undefined) return latest ?? null;
  const listed = releases.filter(({ prerelease, version }) => !prerelease || isNamedPrerelease(version));
  const candidates = [...listed.map(({ version }) => version), ...(latest === undefined ? [] : [latest])];
  return newestOf(
    candidates.filter(
      (version) => matchesPattern(latestRegexp, version) && !matchesPattern(excludeRegexp, version),
    ),
  );
}

const isNamedPrerelease = (version: string): boolean => (tryParseK3sVersion(version)?.pre ?? null) !== null;

function unknownChannel(name: string, channels: readonly Channel[]): Error {
  const names = channels.map((channel) => channel.name);
  const close = nearest(name, names);
  const hint = close === null ? `there are ${names.length}` : `did you mean "${close}"?`;
  return usage(
    "CHANNEL_UNKNOWN",
    `there is no channel "${name}"; ${hint}`,
    "correct gitops-updates:versions.k3s.",
  );
}

/** `channel:stable` or a version -> the version that is meant. Throws `CHANNEL_UNKNOWN`, `CHANNEL_EMPTY`. */
export function resolveDesired(
  wanted: string,
  channels: readonly Channel[],
  releases: readonly K3sRelease[] = [],
): string {
  if (!wanted.startsWith(CHANNEL_PREFIX)) return parseK3sVersion(wanted).text;
  const name = wanted.slice(CHANNEL_PREFIX.length);
  const channel = channels.find((it) => it.name === name);
  if (channel === undefined) throw unknownChannel(name, channels);
  const latest = latestOf(channel, releases);
  if (latest !== null) return parseK3sVersion(latest).text;
  throw usage("CHANNEL_EMPTY", `the channel "${name}" names no version.`, "name a version instead.");
}
