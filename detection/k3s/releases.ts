import { tryParseK3sVersion } from "../../domain/k3s-version";
import type { Http } from "../../domain/ports";
import type { Channel, K3sRelease } from "../../domain/release";
import { getJson } from "../answers";
import { fetchGithubReleases } from "../github-releases";
import { ChannelList } from "./schema";

/** Where k3s publishes; a mirror or the lab takes the place of each by configuration. */
export interface K3sSources {
  readonly channels: string;
  readonly releases: string;
  readonly download: string;
}

export async function fetchChannels(http: Http, sources: Pick<K3sSources, "channels">): Promise<Channel[]> {
  return (await getJson(http, sources.channels, ChannelList)).data;
}

/** All published releases whose tag is a k3s version. Malformed tags are left out; k3s has published some. */
export async function fetchReleases(http: Http, sources: K3sSources): Promise<K3sRelease[]> {
  const releases = await fetchGithubReleases(http, sources.releases);
  return releases
    .filter(({ tag }) => tryParseK3sVersion(tag) !== null)
    .map(({ tag, prerelease, publishedAt, url }) => ({ version: tag, prerelease, publishedAt, url }));
}
