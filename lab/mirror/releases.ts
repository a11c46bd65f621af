import type { CatalogueRelease } from "./catalogue";
import { json, type Reply } from "./reply";

/** A file of a release. */
export interface ReleaseAsset {
  readonly name: string;
  readonly size: number;
  readonly sha256: string | undefined;
}

/** A question to the release list. */
export interface ReleasePage {
  readonly baseUrl: string;
  readonly page: number;
  readonly perPage: number;
}

/** The release list as GitHub's REST API pages it. */
export function releaseList(
  releases: readonly CatalogueRelease[],
  assetsOf: (release: CatalogueRelease) => readonly ReleaseAsset[],
  asked: ReleasePage,
): Reply {
  const from = (asked.page - 1) * asked.perPage;
  const shown = releases.slice(from, from + asked.perPage);
  const pages = Math.max(1, Math.ceil(releases.length / asked.perPage));
  const links = linkHeader(asked, pages);
  const items = shown.map((release) => releaseEntry(release, assetsOf(release), asked.baseUrl));
  return json(items, links === "" ? {} : { link: links });
}

function releaseEntry(release: CatalogueRelease, assets: readonly ReleaseAsset[], baseUrl: string) {
  const tag = encodeURIComponent(release.version);
  return {
    tag_name: release.version,
    name: release.version,
    draft: false,
    prerelease: release.prerelease,
    created_at: release.publishedAt,
    published_at: release.publishedAt,
    html_url: `https://github.com/k3s-io/k3s/releases/tag/${tag}`,
    body: `This release of the lab's mirror stands for K3s ${release.version}.`,
    assets: assets.map((asset) => ({
      name: asset.name,
      state: "uploaded",
      content_type: "application/octet-stream",
      size: asset.size,
      digest: asset.sha256 === undefined ? null : `sha256:${asset.sha256}`,
      browser_download_url: `${baseUrl}/k3s-io/k3s/releases/download/${tag}/${asset.name}`,
    })),
  };
}

function linkHeader({ baseUrl, page, perPage }: ReleasePage, pages: number): string {
  const link = (to: number, rel: string) =>
    `<${baseUrl}/repos/k3s-io/k3s/releases?per_page=${perPage}&page=${to}>; rel="${rel}"`;
  const back = page > 1 ? [link(page - 1, "prev"), link(1, "first")] : [];
  const on = page < pages ? [link(page + 1, "next"), link(pages, "last")] : [];
  return [...back, ...on].join(", ");
}
