import type { z } from "zod";
import { waiting } from "../../domain/errors";
import { tryParseK3sVersion } from "../../domain/k3s-version";
import type { Http } from "../../domain/ports";
import type { Channel, K3sRelease } from "../../domain/release";
import { ChannelList, GithubReleaseList } from "./schema";

/** Where k3s publishes; a mirror or the lab takes the place of each by configuration. */
export interface K3sSources {
  readonly channels: string;
  readonly releases: string;
  readonly download: string;
}

const PAGE_SIZE = 100;
/** k3s has some 400 releases; a page more than that would mean that the server repeats itself. */
const MAX_PAGES = 10;

function parseAnswer<T extends z.ZodType>(url: string, body: string, schema: T): z.output<T> {
  try {
    return schema.parse(JSON.parse(body));
  } catch (error) {
    const next = "look at what the address answers; its releases are unknown until then.";
    throw waiting("SOURCE_UNREADABLE", `${url} answered something else than expected.`, next, error);
  }
}

async function getJson<T extends z.ZodType>(http: Http, url: string, schema: T) {
  const { status, body, headers } = await http.get(url);
  if (status === 200) return { data: parseAnswer(url, body, schema), headers };
  const limited =
    headers["x-ratelimit-remaining"] === "0" ? " (rate limit reached; set a token or wait)" : "";
  throw waiting("SOURCE_REFUSED", `${url} answered ${status}${limited}.`, "run again later or use a mirror.");
}

export async function fetchChannels(http: Http, sources: K3sSources): Promise<Channel[]> {
  return (await getJson(http, sources.channels, ChannelList)).data;
}

const hasNext = (link: string | undefined): boolean => /rel="next"/.test(link ?? "");

/** All published releases whose tag is a k3s version, page by page. Drafts and malformed tags are left out. */
export async function fetchReleases(http: Http, sources: K3sSources): Promise<K3sRelease[]> {
  const releases: K3sRelease[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const url = `${sources.releases}?per_page=${PAGE_SIZE}&page=${page}`;
    const { data, headers } = await getJson(http, url, GithubReleaseList);
    for (const { draft, ...release } of data) {
      if (!draft && tryParseK3sVersion(release.version) !== null) releases.push(release);
    }
    if (!hasNext(headers.link)) break;
  }
  return releases;
}
