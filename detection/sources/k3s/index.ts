import { z } from "zod";
import { httpUrl } from "../../../domain/config/fields";
import { Sources } from "../../../domain/config/sources";
import { tryParseK3sVersion } from "../../../domain/k3s-version";
import { datedAt, PLAIN, type Release } from "../../../domain/listing";
import { type Channel, isWithdrawn, type K3sRelease, latestOf } from "../../../domain/release";
import { fetchGithubReleases, type GithubRelease } from "../../github-releases";
import { authorized } from "../credentials";
import type { Source } from "../types";
import { readChannels } from "./channels";

const DEFAULTS = Sources.parse({}).k3s;

const Query = z.strictObject({
  /** The list of channels, or one channel. */
  channels: httpUrl().default(DEFAULTS.channels),
  releases: httpUrl().default(DEFAULTS.releases),
});

const WITHDRAWN = "was withdrawn by k3s: its channel excludes it";

/** Tags that are no k3s version have been published by mistake, and nobody can install them. */
function releasesOf(listed: readonly GithubRelease[], channels: readonly Channel[]): Release[] {
  return listed.flatMap(({ tag, prerelease, publishedAt, url, body }) => {
    const parsed = tryParseK3sVersion(tag);
    if (parsed === null) return [];
    const named = parsed.pre !== null;
    const state = { prerelease: named, provisional: prerelease && !named };
    const withdrawn = isWithdrawn(parsed.text, channels) ? WITHDRAWN : null;
    return [
      { ...PLAIN, version: parsed.text, ...datedAt(publishedAt), ...state, withdrawn, url, notes: body },
    ];
  });
}

/** Names of the channels that end at each version; `latest` does not exclude all that its minor's channel does. */
function tagged(releases: readonly Release[], channels: readonly Channel[]): Release[] {
  const standing = releases.filter(({ withdrawn }) => withdrawn === null);
  const known: K3sRelease[] = standing.map(({ version, provisional, prerelease, publishedAt, url }) => ({
    version,
    prerelease: prerelease || provisional,
    publishedAt,
    url,
  }));
  const latest = channels.map((channel) => [channel.name, latestOf(channel, known)] as const);
  return releases.map((release) => ({
    ...release,
    tags: latest.filter(([, version]) => version === release.version).map(([name]) => name),
  }));
}

/** k3s: what exists comes from its releases, what is meant and what was taken back from its channels. */
export const k3s: Source<typeof Query> = {
  id: "k3s",
  title: "k3s releases and channels",
  query: Query,
  describe: () => "k3s",
  async list({ channels: url, releases }, { http, credentials, now }) {
    const { channels, findings } = await readChannels(http, url);
    const listed = await fetchGithubReleases(http, releases, authorized(credentials(releases)), now);
    return { releases: tagged(releasesOf(listed, channels), channels), findings };
  },
};
