import { z } from "zod";

/** One release channel of k3s's channel server. */
export const Channel = z.object({
  name: z.string(),
  latest: z.string().optional(),
  latestRegexp: z.string().optional(),
  excludeRegexp: z.string().optional(),
});

export const ChannelList = z.object({ data: z.array(Channel) }).transform(({ data }) => data);

/** One GitHub release; k3s marks new stable tags as pre-releases until QA is done, so the tag decides, not the flag. */
export const GithubRelease = z
  .object({
    tag_name: z.string(),
    draft: z.boolean().default(false),
    prerelease: z.boolean().default(false),
    published_at: z.string().nullish(),
    html_url: z.string().default(""),
  })
  .transform(({ tag_name, draft, prerelease, published_at, html_url }) => ({
    version: tag_name,
    draft,
    prerelease,
    publishedAt: published_at ?? null,
    url: html_url,
  }));

export const GithubReleaseList = z.array(GithubRelease);
