import { z } from "zod";
import type { Http, HttpOptions } from "../domain/ports";
import { getJson } from "./answers";

/** One GitHub release. Drafts are seen by whoever may publish, and are nobody's update. */
const GithubRelease = z
  .object({
    tag_name: z.string(),
    draft: z.boolean().default(false),
    prerelease: z.boolean().default(false),
    published_at: z.string().nullish(),
    html_url: z.string().default(""),
    body: z.string().nullish(),
  })
  .transform(({ tag_name, draft, prerelease, published_at, html_url, body }) => ({
    tag: tag_name,
    draft,
    prerelease,
    publishedAt: published_at ?? null,
    url: html_url,
    body: body ?? null,
  }));
export type GithubRelease = z.output<typeof GithubRelease>;

const GithubReleaseList = z.array(GithubRelease);

const PAGE_SIZE = 100;
/** k3s has some 900 releases; a page more than that would mean that the server repeats itself. */
const MAX_PAGES = 10;
/** Ten megabytes hold a hundred releases with the longest notes that were ever written. */
const MAX_PAGE_BYTES = 10 * 1024 * 1024;

const hasNext = (link: string | undefined): boolean => /rel="next"/.test(link ?? "");

/** The address of a mirror may have a query of its own. */
function pageUrl(address: string, page: number): string {
  const url = new URL(address);
  url.searchParams.set("per_page", String(PAGE_SIZE));
  url.searchParams.set("page", String(page));
  return url.href;
}

/** Where nothing is new on the first page, the older ones are looked at again once a day. */
const DAY_MS = 86_400_000;

const sinceYesterday = (now: Date | undefined): Pick<HttpOptions, "since"> =>
  now === undefined ? {} : { since: new Date(now.getTime() - DAY_MS).toISOString() };

/**
 * All published releases in GitHub's order, which is by creation: a backport may come before a newer minor. One that is
 * published meanwhile pushes another one onto the next page, where it is met again; it is listed once.
 */
export async function fetchGithubReleases(
  http: Http,
  address: string,
  options: HttpOptions = {},
  now?: Date,
): Promise<GithubRelease[]> {
  const releases: GithubRelease[] = [];
  let calm = {};
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { data, headers, unchanged } = await getJson(http, pageUrl(address, page), GithubReleaseList, {
      maxBytes: MAX_PAGE_BYTES,
      ...options,
      ...calm,
    });
    releases.push(...data.filter(({ draft }) => !draft));
    if (!hasNext(headers.link)) break;
    calm = unchanged ? sinceYesterday(now) : {};
  }
  return [...new Map(releases.map((release) => [release.tag, release])).values()];
}
