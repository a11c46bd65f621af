import type { IncomingMessage, ServerResponse } from "node:http";
import { listReleases, SOURCES } from "../../detection/sources";
import type { Listed, Listing } from "../../domain/listing";
import { serve } from "../helpers/loopback";
import { rejectionOf } from "../helpers/rejection";
import { sourceWorld } from "../helpers/source-world";

type Respond = (request: IncomingMessage, answer: ServerResponse) => unknown;

interface Example {
  /** The question, when everything lies at this address. */
  readonly query: (url: string) => object;
  readonly respond: Respond;
  readonly versions: readonly string[];
}

const json = (value: unknown): string => JSON.stringify(value);
const github = (...tags: string[]): string =>
  json(
    tags.map((tag_name) => ({ tag_name, published_at: "2026-05-01T00:00:00Z", html_url: `x/${tag_name}` })),
  );

/** What each source lists when all is well. A source without a row fails the suite. */
const EXAMPLES: Readonly<Record<string, Example>> = {
  k3s: {
    query: (url) => ({ channels: `${url}channels`, releases: `${url}releases` }),
    respond: (request, answer) =>
      answer.end(
        request.url === "/channels"
          ? json({ data: [{ name: "stable", latest: "v1.35.4+k3s1" }] })
          : github("v1.35.4+k3s1", "v1.36.0+k3s1"),
      ),
    versions: ["v1.35.4+k3s1", "v1.36.0+k3s1"],
  },
  flux: {
    query: (url) => ({ releases: `${url}releases` }),
    respond: (_, answer) => answer.end(github("v2.7.5", "v2.6.4")),
    versions: ["v2.7.5", "v2.6.4"],
  },
  longhorn: {
    query: (url) => ({ releases: `${url}releases`, responder: null, charts: null }),
    respond: (_, answer) => answer.end(github("v1.10.2", "v1.9.2")),
    versions: ["v1.10.2", "v1.9.2"],
  },
  helm: {
    query: (url) => ({ url, chart: "app" }),
    respond: (_, answer) =>
      answer.end(
        'apiVersion: v1\nentries:\n  app:\n  - version: 1.0.0\n  - version: 1.1.0\ngenerated: "2026"\n',
      ),
    versions: ["1.1.0", "1.0.0"],
  },
  oci: {
    query: (url) => ({ url: `${url.replace("http", "oci")}charts/app`, insecure: true }),
    respond: (_, answer) => answer.end(json({ name: "charts/app", tags: ["1.0.0", "1.1.0", "latest"] })),
    versions: ["1.1.0", "1.0.0"],
  },
};

const list = async (id: string, respond: Respond): Promise<Listing> => {
  const { url } = await serve(respond);
  return listReleases(id, EXAMPLES[id]?.query(url), sourceWorld());
};

test("every source has an example, and every example a source", () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(SOURCES.map(({ id }) => id).sort());
});

test("ids are unique words and titles are words", () => {
  expect(new Set(SOURCES.map(({ id }) => id)).size).toBe(SOURCES.length);
  for (const { id, title } of SOURCES) {
    expect(id).toMatch(/^[a-z0-9]+$/);
    expect(title).toMatch(/^\S+ \S+.*[^.]$/);
  }
});

describe.each(SOURCES.map(({ id }) => id))("the source %s", (id) => {
  const example = EXAMPLES[id] as Example;

  test("lists its versions with a link, a date or the knowledge that there is none", async () => {
    const listing = (await list(id, example.respond)) as Listed;

    expect(listing).toMatchObject({ kind: "listed", findings: [] });
    expect(listing.source).toMatch(/\S/);
    expect(listing.releases.map(({ version }) => version)).toEqual(example.versions);
    for (const { publishedAt, dated } of listing.releases) {
      expect(publishedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(dated).toMatch(/^(source|first-seen)$/);
    }
  });

  const bad: readonly (readonly [string, Respond, string])[] = [
    [
      "a web page",
      (_, answer) => answer.writeHead(200, { "content-type": "text/html" }).end("<html>"),
      "SOURCE_UNREADABLE",
    ],
    ["nothing", (_, answer) => answer.end(), "SOURCE_UNREADABLE"],
    ["another shape", (_, answer) => answer.end('{"message": "hello"}'), "SOURCE_UNREADABLE"],
    ["half an answer", (_, answer) => answer.end('{"data": [{"na'), "SOURCE_UNREADABLE"],
    ["no such thing", (_, answer) => answer.writeHead(404).end("{}"), "SOURCE_REFUSED"],
    ["a refusal", (_, answer) => answer.writeHead(403).end("{}"), "SOURCE_REFUSED"],
    [
      "a limit",
      (_, answer) => answer.writeHead(403, { "x-ratelimit-remaining": "0" }).end("{}"),
      "SOURCE_LIMITED",
    ],
    ["an error of its own", (_, answer) => answer.writeHead(500).end(), "SOURCE_UNREACHABLE"],
    [
      "an answer that breaks off",
      (_, answer) => {
        answer.writeHead(200, { "content-length": "99" });
        answer.write("{", () => answer.destroy());
      },
      "SOURCE_UNREACHABLE",
    ],
  ];

  test.each(bad)("that answers %s is unknown, never empty", async (_what, respond, code) => {
    const listing = await list(id, respond);

    expect(listing).toMatchObject({ kind: "unknown", code });
    if (listing.kind !== "unknown") return;
    expect(listing.because).toMatch(/\.$/);
    expect(listing.next).toMatch(/\.$/);
  });

  test("refuses a question with a key that it does not know", async () => {
    const error = await rejectionOf(listReleases(id, { nonsense: 1 }, sourceWorld()));
    expect(error).toMatchObject({ kind: "usage", code: "SOURCE_QUERY_INVALID" });
  });
});

test("one source that fails does not stop another one", async () => {
  const { url } = await serve((request, answer) =>
    request.url?.startsWith("/bad") ? answer.writeHead(500).end() : answer.end(github("v2.7.5")),
  );
  const world = sourceWorld();

  const [bad, good] = await Promise.all([
    listReleases("flux", { releases: `${url}bad` }, world),
    listReleases("flux", { releases: `${url}good` }, world),
  ]);

  expect(bad).toMatchObject({ kind: "unknown" });
  expect(good).toMatchObject({ kind: "listed" });
});

test("a kind of source that does not exist is named with those that do", async () => {
  const error = (await rejectionOf(listReleases("npm", {}, sourceWorld()))) as Error;
  expect(error).toMatchObject({ code: "SOURCE_KIND_UNKNOWN", next: expect.stringContaining("k3s, flux") });
});
