import { listReleases, Secret } from "../../../detection/sources";
import { type Listed, offered, withheld } from "../../../domain/listing";
import { serve } from "../../helpers/loopback";
import { sourceWorld } from "../../helpers/source-world";

const CHANNELS = {
  data: [
    { name: "stable", latest: "v1.35.4+k3s1" },
    { name: "latest", latestRegexp: ".*", excludeRegexp: "^[^+]+-" },
    { name: "v1.35", latestRegexp: "v1\\.35\\..*", excludeRegexp: "(^[^+]+-|v1\\.35\\.5\\+k3s1)" },
  ],
};
const release = (tag_name: string, over: object = {}) => ({
  tag_name,
  html_url: `x/${tag_name}`,
  published_at: "2026-05-01T00:00:00Z",
  ...over,
});
const RELEASES = [
  release("v1.36.0+k3s1", { prerelease: true }),
  release("v1.36.0-rc2+k3s1", { prerelease: true }),
  release("v1.35.5+k3s1"),
  release("v1.35.4+k3s1", { body: "| Component | Version |\n|---|---|\n| Traefik | v3.3.2 |" }),
  release("v1.35.4+k3s10"),
  release("v1.35.4+k3s2"),
  release("v1.23.12+rk3s1"),
  release("v1.37.0+k3s1", { draft: true }),
];

async function listing(path = "channels", location = ""): Promise<Listed> {
  const { url } = await serve((request, answer) => {
    if (request.url === "/channels") return answer.end(JSON.stringify(CHANNELS));
    if (request.url?.startsWith("/channels/")) return answer.writeHead(302, { location }).end();
    return answer.end(JSON.stringify(RELEASES));
  });
  const query = { channels: `${url}${path}`, releases: `${url}releases` };
  return (await listReleases("k3s", query, sourceWorld())) as Listed;
}

const find = ({ releases }: Listed, version: string) => releases.find((it) => it.version === version);

test("what was withdrawn is listed with the reason and never offered", async () => {
  const found = await listing();

  expect(find(found, "v1.35.5+k3s1")?.withdrawn).toMatch(/withdrawn by k3s/);
  expect(offered(found.releases, true).map(({ version }) => version)).not.toContain("v1.35.5+k3s1");
});

test("a new stable tag is provisional until QA is done, a candidate is a prerelease", async () => {
  const found = await listing();

  expect(find(found, "v1.36.0+k3s1")).toMatchObject({ prerelease: false, provisional: true });
  expect(find(found, "v1.36.0-rc2+k3s1")).toMatchObject({ prerelease: true, provisional: false });
  const fresh = find(found, "v1.36.0+k3s1");
  expect(fresh === undefined ? null : withheld(fresh)).toMatch(/still marked/);
  expect(offered(found.releases).map(({ version }) => version)).toEqual([
    "v1.35.4+k3s1",
    "v1.35.4+k3s10",
    "v1.35.4+k3s2",
  ]);
});

test("drafts and tags that are no version are left out, notes are kept, channels are tags", async () => {
  const found = await listing();

  expect(found.releases.map(({ version }) => version)).not.toEqual(
    expect.arrayContaining(["v1.37.0+k3s1", "v1.23.12+rk3s1"]),
  );
  expect(find(found, "v1.35.4+k3s1")).toMatchObject({
    tags: ["stable"],
    notes: expect.stringContaining("Traefik"),
  });
  expect(find(found, "v1.35.4+k3s10")?.tags).toEqual(["latest", "v1.35"]);
});

test.each(["v1.35.4+k3s1", "v1.35.4%2Bk3s1"])(
  "the address of one channel leads to its version (%s), and its blindness is told",
  async (version) => {
    const found = await listing("channels/stable", `https://example.test/releases/tag/${version}`);

    expect(find(found, "v1.35.4+k3s1")?.tags).toEqual(["stable"]);
    expect(found.findings).toEqual([expect.objectContaining({ code: "WITHDRAWALS_UNKNOWN" })]);
  },
);

test("a token is shown to the list of releases only", async () => {
  const seen: (string | undefined)[] = [];
  const { url } = await serve((request, answer) => {
    seen.push(request.headers.authorization);
    answer.end(JSON.stringify(request.url === "/channels" ? CHANNELS : RELEASES));
  });
  const credentials = (asked: string) =>
    asked.endsWith("/releases") ? ({ kind: "bearer", token: new Secret("t0ken") } as const) : null;

  await listReleases(
    "k3s",
    { channels: `${url}channels`, releases: `${url}releases` },
    sourceWorld({ credentials }),
  );

  expect(seen).toEqual([undefined, "Bearer t0ken"]);
});
