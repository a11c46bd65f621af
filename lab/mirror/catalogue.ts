/** One k3s release that the lab's mirror of the internet knows of. */
export interface CatalogueRelease {
  readonly version: string;
  readonly publishedAt: string;
  readonly prerelease: boolean;
  /** Whether the lab can make its k3s file; of the others only the listing exists. */
  readonly obtainable: boolean;
}

/** One channel; `latest` is pinned by hand, or follows from the regular expressions. */
export interface CatalogueChannel {
  readonly name: string;
  readonly latest?: string;
  readonly latestRegexp?: string;
  readonly excludeRegexp?: string;
}

/** The version with which a lab starts. */
export const FIRST_VERSION = "v1.35.4+k3s1";

const release = (version: string, publishedAt: string, rest: Partial<CatalogueRelease> = {}) => ({
  version,
  publishedAt,
  prerelease: false,
  obtainable: true,
  ...rest,
});

/** All releases, newest first, as release pages list them. v1.36.4+k3s1 stands for a withdrawn one. */
export const RELEASES: readonly CatalogueRelease[] = [
  release("v1.37.2+k3s1", "2026-10-20T17:31:46Z"),
  release("v1.36.4+k3s1", "2026-07-30T16:02:11Z", { obtainable: false }),
  release("v1.36.4-rc1+k3s1", "2026-07-24T09:40:52Z", { prerelease: true, obtainable: false }),
  release("v1.36.3+k3s2", "2026-07-22T18:21:07Z"),
  release("v1.36.3+k3s1", "2026-07-14T17:08:33Z"),
  release("v1.35.4+k3s2", "2026-05-06T15:12:40Z"),
  release("v1.35.4+k3s1", "2026-04-22T16:45:19Z"),
];

const NO_PRERELEASE = "^[^+]+-";

/** The channels. `latest` and `v1.36` leave the withdrawn release out, as k3s does with bad ones. */
export const CHANNELS: readonly CatalogueChannel[] = [
  { name: "stable", latest: "v1.36.3+k3s1" },
  { name: "latest", latestRegexp: ".*", excludeRegexp: `(${NO_PRERELEASE}|v1\\.36\\.4\\+k3s1)` },
  { name: "testing", latestRegexp: "-(alpha|beta|rc)" },
  { name: "v1.37", latestRegexp: "v1\\.37\\..*", excludeRegexp: NO_PRERELEASE },
  { name: "v1.36", latestRegexp: "v1\\.36\\..*", excludeRegexp: `(${NO_PRERELEASE}|v1\\.36\\.4\\+k3s1)` },
  { name: "v1.35", latestRegexp: "v1\\.35\\..*", excludeRegexp: NO_PRERELEASE },
];

/** The release of that version. */
export function findRelease(version: string): CatalogueRelease | undefined {
  return RELEASES.find((candidate) => candidate.version === version);
}

/** The newest release that the channel's rules let through. */
export function latestOf(channel: CatalogueChannel): string | undefined {
  if (channel.latest !== undefined) {
    return channel.latest;
  }
  const wanted = new RegExp(channel.latestRegexp ?? "$^");
  const unwanted = new RegExp(channel.excludeRegexp ?? "$^");
  return RELEASES.find(({ version }) => wanted.test(version) && !unwanted.test(version))?.version;
}

/** Where the channel `stable` stands: what an update of a fresh lab leads to. */
export function stableVersion(): string {
  const stable = CHANNELS.find(({ name }) => name === "stable");
  return (stable && latestOf(stable)) ?? FIRST_VERSION;
}
