import { listReleases } from "../../../detection/sources";
import type { Listed } from "../../../domain/listing";
import type { Readings } from "../../../domain/ports";
import { openReadings } from "../../../providers/adapters/source-http";
import { index } from "../../helpers/chart-index";
import { serve } from "../../helpers/loopback";
import { sourceWorld } from "../../helpers/source-world";
import { tempFolder } from "../../helpers/temp-folder";

const APP = `  app:
  - version: 1.1.0
    created: "2026-05-02T00:00:00Z"
    urls:
    - app-1.1.0.tgz
    annotations:
      artifacthub.io/changes: |
        - kind: security
          description: mends something
  - version: 1.0.0
    deprecated: true
  - version: what
  other:
  - version: 9.9.9
`;

/** Looks at one repository, each as a run of its own that shares the cache; tells how many readings were made. */
async function looks() {
  const served = { body: index(APP) };
  const { url } = await serve((_, answer) => answer.end(served.body));
  const cacheDir = tempFolder();
  async function look(chart = "app", readings: Readings | null = openReadings(cacheDir, "program")) {
    let made = 0;
    const counting: Readings = {
      of: (subject, answer, read) => {
        const counted = () => {
          made += 1;
          return read();
        };
        return readings?.of(subject, answer, counted) ?? counted();
      },
    };
    const world = { ...sourceWorld({ cacheDir }), readings: counting };
    const listing = (await listReleases("helm", { url: `${url}charts/`, chart }, world)) as Listed;
    return { listing, made };
  }
  return { served, look };
}

test("an index that has not changed is not read again, and nothing else is said of it", async () => {
  const { look } = await looks();
  const [first, second] = [await look(), await look()];
  const unaided = await look("app", null);

  expect([first.made, second.made]).toEqual([1, 0]);
  expect(first.listing.releases.map(({ version }) => version)).toEqual(["1.1.0", "1.0.0"]);
  expect(first.listing.findings).toMatchObject([{ code: "SOURCE_ENTRY_SKIPPED" }]);
  expect(second.listing).toStrictEqual(first.listing);
  expect(unaided.listing).toStrictEqual(first.listing);
});

test("each chart of an index has a reading of its own", async () => {
  const { look } = await looks();
  await look();
  const other = await look("other");

  expect(other.made).toBe(1);
  expect(other.listing.releases.map(({ version }) => version)).toEqual(["9.9.9"]);
});

test("a version that is new in the index is seen at once", async () => {
  const { served, look } = await looks();
  await look();
  served.body = index(APP.replace("  app:\n", "  app:\n  - version: 1.2.0\n"));
  const { listing, made } = await look();

  expect(made).toBe(1);
  expect(listing.releases.map(({ version }) => version)).toEqual(["1.2.0", "1.1.0", "1.0.0"]);
});

test("a chart that has vanished is unknown, although it was read before", async () => {
  const { served, look } = await looks();
  await look();
  served.body = index("  other:\n  - version: 9.9.9\n");

  expect((await look()).listing).toMatchObject({ kind: "unknown", code: "SOURCE_UNREADABLE" });
});
