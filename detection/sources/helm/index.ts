import { z } from "zod";
import { httpUrl } from "../../../domain/config/fields";
import type { Finding } from "../../../domain/finding";
import { finding } from "../../../domain/finding-codes";
import type { Release } from "../../../domain/listing";
import { someOf } from "../../../domain/some-of";
import { getAnswer, shownUrl } from "../../answers";
import { authorized } from "../credentials";
import { firstSeenDates, newestFirst } from "../dates";
import type { Source } from "../types";
import { invalidity, releaseOf } from "./entry";
import { type ChartEntries, readChart } from "./read-index";

const Query = z.strictObject({
  /** Address of the repository, without `index.yaml`. */
  url: httpUrl(),
  chart: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,252}$/, { error: "the name of a chart" }),
});

/** What Flux reads at most; larger ones do not work with it either. */
const MAX_INDEX_BYTES = 52_428_800;
const EXAMPLES = 3;

/** A query of the address is kept: some private repositories carry their token there. */
function indexUrl(repository: string): string {
  const url = new URL(repository);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/index.yaml`;
  return url.href;
}

interface Read extends Pick<ChartEntries, "end"> {
  readonly releases: readonly Release[];
  /** Why entries were left out. */
  readonly skipped: readonly string[];
}

function readEntries({ entries, end }: ChartEntries, repository: string): Read {
  const releases: Release[] = [];
  const skipped: string[] = [];
  for (const entry of entries) {
    const why = entry === null ? "an entry is not a description of a chart" : invalidity(entry);
    if (why !== null) skipped.push(why);
    else if (entry !== null) releases.push(releaseOf(entry, repository));
  }
  return { releases, skipped, end };
}

function oddities(subject: string, { end, skipped }: Read): Finding[] {
  const doubt = "the index does not say when it was generated, so it may have been cut off";
  return [
    ...(skipped.length > 0 ? [finding("SOURCE_ENTRY_SKIPPED", subject, someOf(skipped, EXAMPLES))] : []),
    ...(end === "doubtful" ? [finding("SOURCE_SLOPPY", subject, doubt)] : []),
  ];
}

/** A chart in a repository with an `index.yaml`. */
export const helm: Source<typeof Query> = {
  id: "helm",
  title: "charts in a repository with an index",
  query: Query,
  describe: ({ url, chart }) => `chart ${chart} of ${shownUrl(url)}`,
  async list({ url, chart }, { http, credentials, firstSeen, readings }) {
    const address = indexUrl(url);
    const options = { maxBytes: MAX_INDEX_BYTES, ...authorized(credentials(url)) };
    const answer = await getAnswer(http, address, options);
    const make = (): Read => readEntries(readChart(address, chart, answer), url);
    const read = readings?.of(`helm ${shownUrl(url)} ${chart}`, answer, make) ?? make();
    const subject = `chart ${chart}`;
    const { releases, findings } = firstSeenDates(
      firstSeen,
      `helm ${shownUrl(url)} ${chart}`,
      subject,
      read.releases,
    );
    return { releases: newestFirst(releases), findings: [...oddities(subject, read), ...findings] };
  },
};
