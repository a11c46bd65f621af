import { type Credential, listReleases, Secret } from "../../../detection/sources";
import type { Listed, Listing } from "../../../domain/listing";
import { index } from "../../helpers/chart-index";
import { serve } from "../../helpers/loopback";
import { sourceWorld } from "../../helpers/source-world";

async function list(body: string, chart = "app", headers: Record<string, string> = {}): Promise<Listing> {
  const { url } = await serve((_, answer) => answer.writeHead(200, headers).end(body));
  return listReleases("helm", { url: `${url}charts/`, chart }, sourceWorld());
}
const listed = async (body: string, chart = "app"): Promise<Listed> => (await list(body, chart)) as Listed;
const versions = ({ releases }: Listed): string[] => releases.map(({ version }) => version);

const WHOLE = index(`  app:
  - annotations:
      artifacthub.io/changes: |
        - kind: security
          description: "Mends # something"

        - kind: removed
          description: the old key
        - A sentence
      artifacthub.io/prerelease: "false"
    apiVersion: v2
    appVersion: v2.1.0
    created: "2026-05-02T00:00:00Z"
    description: A text that goes
      on, and on
    digest: abc
    kubeVersion: '>=1.25.0-0'
    name: app
    urls:
    - app-1.1.0.tgz
    version: 1.1.0
  - apiVersion: v2
    created: "2026-05-01T00:00:00Z"
    deprecated: true
    urls:
    - oci://registry.example/charts/app:1.0.0
    version: 1.0.0
  - apiVersion: v2
    version: v1.2.0-rc.1
    urls:
    - https://elsewhere.example/app.tgz
  other:
  - version: 9.9.9
`);

test("an entry tells dates, constraints, deprecation, changes and where the chart lies", async () => {
  const { releases, findings } = await listed(WHOLE);

  expect(findings).toEqual([]);
  expect(releases).toEqual([
    expect.objectContaining({
      version: "v1.2.0-rc.1",
      prerelease: true,
      digest: null,
      dated: "first-seen",
      url: "https://elsewhere.example/app.tgz",
    }),
    expect.objectContaining({
      version: "1.1.0",
      publishedAt: "2026-05-02T00:00:00.000Z",
      dated: "source",
      appVersion: "v2.1.0",
      kubeVersion: ">=1.25.0-0",
      digest: "abc",
      deprecated: false,
      security: true,
      prerelease: false,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/charts\/app-1\.1\.0\.tgz$/),
      changes: [
        { kind: "security", description: "Mends # something" },
        { kind: "removed", description: "the old key" },
        { kind: null, description: "A sentence" },
      ],
    }),
    expect.objectContaining({
      version: "1.0.0",
      deprecated: true,
      security: false,
      url: "oci://registry.example/charts/app:1.0.0",
    }),
  ]);
});

test.each([
  ["containsSecurityUpdates", '      artifacthub.io/containsSecurityUpdates: "true"', { security: true }],
  ["prerelease", '      artifacthub.io/prerelease: "true"', { prerelease: true }],
  ["changes that are no list", "      artifacthub.io/changes: none", { changes: [] }],
  ["changes that are no YAML", '      artifacthub.io/changes: "- [a"', { changes: [] }],
  [
    "a kind that nobody knows",
    '      artifacthub.io/changes: "- {kind: magic, description: x}"',
    { changes: [{ kind: null, description: "x" }] },
  ],
])("the annotation %s", async (_what, line, expected) => {
  const { releases } = await listed(index(`  app:\n  - annotations:\n${line}\n    version: 1.0.0\n`));
  expect(releases[0]).toMatchObject(expected);
});

test("entries that Helm would drop are left out one by one, and told", async () => {
  const found = await listed(
    index(
      "  app:\n  - version: latest\n  - name: app\n  - null\n  - version: 1.0.0\n  - version: [1]\n  - version: 2\n",
    ),
  );

  expect(versions(found)).toEqual(["2", "1.0.0"]);
  expect(found.findings).toEqual([
    expect.objectContaining({
      code: "SOURCE_ENTRY_SKIPPED",
      message: expect.stringMatching(/"latest".* and 1 more/),
    }),
  ]);
});

describe("an index that cannot be trusted is unknown", () => {
  test.each([
    ["breaks off within a line", WHOLE.slice(0, WHOLE.indexOf("kubeVersion") + 15), /breaks off/],
    ["breaks off within a text", index('  app:\n  - version: "1.0').trimEnd(), /no valid YAML|breaks off/],
    [
      "does not list the chart any more",
      index("  apps:\n  - version: 1.0.0\n"),
      /no chart "app".*did you mean "apps"/,
    ],
    ["has no entries", "apiVersion: v1\ngenerated: x\n", /no entries/],
    ["has entries of another form", "entries: [1]\n", /no entries/],
    ["says a thing twice", index("  app:\n  - version: 1.0.0\n    version: 2.0.0\n"), /no valid YAML/],
    ["has a key out of line", index("  app:\n  - version: 1.0.0\n   digest: x\n"), /no valid YAML/],
    [
      "lists the chart twice",
      index("  app:\n  - version: 1.0.0\n  app:\n  - version: 2.0.0\n"),
      /no valid YAML/,
    ],
    ["is deeper than any", `entries:\n  app: ${"[".repeat(200_000)}\n`, /no valid YAML/],
    ["is binary", "\u0000\u0001\u0002", /no valid YAML/],
  ])("because it %s", async (_what, body, why) => {
    expect(await list(body)).toMatchObject({ kind: "unknown", because: expect.stringMatching(why) });
  });

  test("because it is larger than what Flux reads", async () => {
    const { url } = await serve((_, answer) => {
      const block = Buffer.alloc(1024 * 1024, "x");
      let left = 51;
      const more = () => {
        while (left-- > 0) if (!answer.write(block)) return answer.once("drain", more);
        return answer.end();
      };
      more();
    });

    const found = await listReleases("helm", { url, chart: "app" }, sourceWorld());

    expect(found).toMatchObject({ kind: "unknown", code: "SOURCE_TOO_LARGE" });
  });
});

test("an index of fifty megabytes is read", async () => {
  const entry = (i: number) =>
    `  - version: 1.0.${i}\n    description: ${"x".repeat(1_000)}\n    digest: d${i}\n`;
  const body = index(`  app:\n${Array.from({ length: 49_000 }, (_, i) => entry(i)).join("")}`);
  expect(body.length).toBeGreaterThan(50_000_000);

  const found = await listed(body);

  expect(found.releases).toHaveLength(49_000);
  expect(found.releases[0]?.version).toBe("1.0.48999");
}, 60_000);

test("an index without an end that could be checked is read with a doubt", async () => {
  const found = await listed("entries:\n  app:\n  - version: 1.0.0\n");
  expect(found.findings).toEqual([expect.objectContaining({ code: "SOURCE_SLOPPY" })]);
});

test("a bomb of aliases is one entry, read at once", async () => {
  const levels = Array.from(
    { length: 30 },
    (_, i) =>
      `b${i}: &b${i} [${Array(10)
        .fill(i === 0 ? "x" : `*b${i - 1}`)
        .join(",")}]`,
  );
  const many = Array(20_000).fill("*e").join(",");
  const body = `${levels.join("\n")}\ne: &e {version: 1.0.0, urls: *b29, annotations: {artifacthub.io/changes: *b29}}\nentries: {app: [${many}]}\n`;
  const start = performance.now();

  const found = await listed(body);

  expect(versions(found)).toEqual(["1.0.0"]);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test("aliases, flow style, JSON and numbers without quotes are YAML like any other", async () => {
  const alias =
    "x: &x {appVersion: 1.5}\nentries:\n  app:\n  - *x\n  - {version: 1.0.0}\n  - version: 2.0.0\n    appVersion: 1.2\ngenerated: x\n";
  const found = await listed(alias);
  expect(versions(found)).toEqual(["2.0.0", "1.0.0"]);
  expect(found.releases[0]?.appVersion).toBe("1.2");

  const json = JSON.stringify({ entries: { app: [{ version: "1.0.0", created: "2026-01-01T00:00:00Z" }] } });
  expect(versions(await listed(json))).toEqual(["1.0.0"]);
});

test("an index that is made anew every day does not make its versions young again", async () => {
  const at = (created: string) => index(`  app:\n  - version: 1.0.0\n    created: "${created}"\n`);
  let body = at("2026-06-01T00:00:00Z");
  const { url } = await serve((_, answer) => answer.end(body));
  const first = sourceWorld({ now: "2026-06-01T10:00:00.000Z" });
  await listReleases("helm", { url, chart: "app" }, first);
  body = at("2026-06-09T00:00:00Z");

  const later = { ...sourceWorld({ now: "2026-06-09T10:00:00.000Z" }), firstSeen: first.firstSeen };
  const found = (await listReleases("helm", { url, chart: "app" }, later)) as Listed;

  expect(found.releases[0]?.publishedAt).toBe("2026-06-01T10:00:00.000Z");
});

test("a password in the address of the repository is in nothing that is shown", async () => {
  const { url } = await serve((_, answer) => answer.end(WHOLE));
  const address = url.replace("http://", "http://user:hidden@");
  const shown = [
    await listReleases("helm", { url: address, chart: "app" }, sourceWorld()),
    await listReleases("helm", { url: address, chart: "none" }, sourceWorld()),
  ];
  expect(shown.map(({ kind }) => kind)).toEqual(["listed", "unknown"]);
  expect(JSON.stringify(shown)).not.toContain("hidden");
});

test("a private repository is shown its credentials, and sixty charts ask for its index once", async () => {
  const seen: (string | undefined)[] = [];
  const { url } = await serve((request, answer) => {
    seen.push(request.headers.authorization);
    return request.headers.authorization === undefined ? answer.writeHead(401).end() : answer.end(WHOLE);
  });
  const credentials = (): Credential => ({ kind: "basic", username: "user", password: new Secret("pass") });
  const world = sourceWorld({ credentials });

  const found = await Promise.all(
    Array.from({ length: 60 }, () => listReleases("helm", { url, chart: "app" }, world)),
  );

  expect(found.every(({ kind }) => kind === "listed")).toBe(true);
  expect(seen).toEqual(["Basic dXNlcjpwYXNz"]);
  expect(await listReleases("helm", { url, chart: "app" }, sourceWorld())).toMatchObject({
    kind: "unknown",
    because: expect.stringMatching(/401 \(no credentials/),
  });
});
