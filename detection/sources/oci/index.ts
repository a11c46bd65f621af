import { z } from "zod";
import { parseVersion } from "../../../domain/constraints";
import { PLAIN, type Release } from "../../../domain/listing";
import { firstSeenDates, newestFirst } from "../dates";
import type { Source } from "../types";
import { parseReference } from "./reference";
import { fetchTags } from "./tags";

const Query = z.strictObject({
  /** The chart itself: a repository of type `oci` and the chart's name behind it. */
  url: z.string().regex(/^oci:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+\/?$/, {
    error: "an address such as oci://ghcr.io/organisation/charts/name",
  }),
  /** Plain HTTP, as `insecure: true` of Flux. */
  insecure: z.boolean().default(false),
});

/** A tag cannot hold `+`, so Helm writes `_`. Signatures, `latest` and the like are no versions. */
function versionsOf(tags: readonly string[]): string[] {
  const versions = tags.map((tag) => tag.replaceAll("_", "+"));
  return [...new Set(versions.filter((version) => parseVersion(version) !== null))];
}

function releaseOf(version: string, url: string): Release {
  const prerelease = (parseVersion(version)?.pre ?? "") !== "";
  return { ...PLAIN, version, prerelease, url: `${url}:${version.replaceAll("+", "_")}` };
}

/** A chart in an OCI registry. Its tags are all there is: no dates, no constraints, no digests. */
export const oci: Source<typeof Query> = {
  id: "oci",
  title: "charts in an OCI registry",
  query: Query,
  describe: ({ url }) => `chart ${url}`,
  async list({ url, insecure }, world) {
    const address = url.replace(/\/+$/, "");
    const versions = versionsOf(await fetchTags(world, parseReference(address, insecure)));
    const found = versions.map((version) => releaseOf(version, address));
    const { releases, findings } = firstSeenDates(world.firstSeen, address, `chart ${address}`, found);
    return { releases: newestFirst(releases), findings };
  },
};
