import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { type Credential, listReleases, readDockerConfig, Secret } from "../../../detection/sources";
import { withoutFluxDigest } from "../../../domain/constraints";
import type { Listed } from "../../../domain/listing";
import { serve } from "../../helpers/loopback";
import { sourceWorld } from "../../helpers/source-world";
import { tempFolder } from "../../helpers/temp-folder";

const json = (value: unknown): string => JSON.stringify(value);
const question = (url: string) => ({ url: `${url.replace("http", "oci")}org/charts/app`, insecure: true });
const versions = ({ releases }: Listed): string[] => releases.map(({ version }) => version);

test("tags are read page by page, `_` is `+`, and what is no version is left out", async () => {
  const { url, requests } = await serve((request, answer) => {
    if (request.url?.includes("last=")) return answer.end(json({ tags: ["2.0.0", "1.0.0_build.1"] }));
    const link = '</v2/org/charts/app/tags/list?n=1000&last=x>; rel="next"';
    return answer
      .writeHead(200, { link })
      .end(json({ tags: ["1.0.0", "latest", "sha256-abc.sig", "2.1.0-rc.1"] }));
  });

  const found = (await listReleases("oci", question(url), sourceWorld())) as Listed;

  expect(versions(found)).toEqual(["2.1.0-rc.1", "2.0.0", "1.0.0", "1.0.0+build.1"]);
  expect(found.releases[0]?.prerelease).toBe(true);
  expect(found.releases[3]?.url).toMatch(/app:1\.0\.0_build\.1$/);
  expect(requests()[0]).toBe("/v2/org/charts/app/tags/list?n=1000");
});

test("a list that continues at another host, or never ends, is not followed", async () => {
  const away = await serve((_, answer) =>
    answer.writeHead(200, { link: '<http://127.0.0.2:1/v2/x>; rel="next"' }).end(json({ tags: [] })),
  );
  expect(await listReleases("oci", question(away.url), sourceWorld())).toMatchObject({
    kind: "unknown",
    because: expect.stringContaining("another host"),
  });

  const endless = await serve((_, answer, count) =>
    answer
      .writeHead(200, { link: `</v2/org/charts/app/tags/list?last=${count}>; rel="next"` })
      .end(json({ tags: [] })),
  );
  expect(await listReleases("oci", question(endless.url), sourceWorld())).toMatchObject({
    kind: "unknown",
    because: expect.stringContaining("more than 100 pages"),
  });
}, 60_000);

test("an empty repository lists nothing, and says so with null", async () => {
  const { url } = await serve((_, answer) => answer.end(json({ name: "x", tags: null })));
  expect(await listReleases("oci", question(url), sourceWorld())).toMatchObject({
    kind: "listed",
    releases: [],
  });
});

describe("a registry with a token server", () => {
  const PAIR = "Basic dXNlcjpwYXNz";

  const registry = (seen: string[]) =>
    serve((request, answer) => {
      const { authorization = "", host } = request.headers;
      seen.push(`${request.url?.split("?")[0]} ${authorization}`);
      if (request.url?.startsWith("/token")) {
        const { searchParams } = new URL(request.url, "http://x");
        const fits =
          searchParams.get("service") === "registry" &&
          searchParams.get("scope") === "repository:org/charts/app:pull";
        return answer.writeHead(200, { etag: '"t"' }).end(json(fits ? { token: "t0ken" } : {}));
      }
      if (authorization === "Bearer t0ken") return answer.end(json({ tags: ["1.0.0"] }));
      const challenge = `Bearer realm="http://${host}/token",service="registry",scope="repository:org/charts/app:pull"`;
      return answer.writeHead(401, { "www-authenticate": challenge }).end("{}");
    });

  test("is asked for a token without credentials where there are none", async () => {
    const seen: string[] = [];
    const { url } = await registry(seen);

    const cacheDir = tempFolder();
    const found = (await listReleases("oci", question(url), sourceWorld({ cacheDir }))) as Listed;

    expect(versions(found)).toEqual(["1.0.0"]);
    const kept = readdirSync(join(cacheDir, "http")).map((file) =>
      readFileSync(join(cacheDir, "http", file), "utf8"),
    );
    expect(kept.join()).not.toContain("t0ken");
    expect(seen).toEqual([
      "/v2/org/charts/app/tags/list ",
      "/token ",
      "/v2/org/charts/app/tags/list Bearer t0ken",
    ]);
  });

  test("is shown the credentials of a Docker configuration, and the registry itself is not", async () => {
    const seen: string[] = [];
    const { url } = await registry(seen);
    const { host } = new URL(url);
    const config = readDockerConfig(json({ auths: { [`http://${host}/v1/`]: { auth: "dXNlcjpwYXNz" } } }));
    const credentials = (asked: string): Credential | null =>
      config.get(new URL(asked.replace("oci", "http")).host) ?? null;

    await listReleases("oci", question(url), sourceWorld({ credentials }));

    expect(seen[1]).toBe(`/token ${PAIR}`);
    expect(seen[0]).toBe("/v2/org/charts/app/tags/list ");
  });

  test("that asks for the name and password itself gets them", async () => {
    const { url } = await serve((request, answer) =>
      request.headers.authorization === PAIR
        ? answer.end(json({ tags: ["1.0.0"] }))
        : answer.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end(),
    );
    const credentials = (): Credential => ({ kind: "basic", username: "user", password: new Secret("pass") });

    expect(await listReleases("oci", question(url), sourceWorld({ credentials }))).toMatchObject({
      kind: "listed",
    });
    expect(await listReleases("oci", question(url), sourceWorld())).toMatchObject({
      kind: "unknown",
      because: expect.stringMatching(/401 \(no credentials/),
    });
  });
});

test("tags without dates age from the run that met them first", async () => {
  let tags = ["1.0.0"];
  const { url } = await serve((_, answer) => answer.end(json({ tags })));
  const world = sourceWorld({ now: "2026-06-01T10:00:00.000Z" });
  await listReleases("oci", question(url), world);
  tags = ["1.0.0", "1.1.0"];
  const later = { ...sourceWorld({ now: "2026-06-09T10:00:00.000Z" }), firstSeen: world.firstSeen };

  const found = (await listReleases("oci", question(url), later)) as Listed;

  expect(found.releases.find(({ version }) => version === "1.0.0")).toMatchObject({
    publishedAt: "2026-06-01T10:00:00.000Z",
    dated: "first-seen",
  });
});

test("a repository that lost most of its versions is told", async () => {
  let tags = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0"];
  const { url } = await serve((_, answer) => answer.end(json({ tags })));
  const first = sourceWorld();
  await listReleases("oci", question(url), first);
  tags = ["1.4.0"];

  const found = (await listReleases("oci", question(url), {
    ...sourceWorld(),
    firstSeen: first.firstSeen,
  })) as Listed;
  expect(found.findings).toEqual([expect.objectContaining({ code: "SOURCE_SHRANK" })]);
});

test("a secret is shown by nothing but its own name", () => {
  const credential: Credential = { kind: "basic", username: "user", password: new Secret("hidden") };
  for (const shown of [
    JSON.stringify(credential),
    inspect(credential),
    `${credential.password}`,
    String(credential.password),
  ])
    expect(shown).not.toContain("hidden");
});

test.each([
  ["no JSON", "{"],
  ["no auths", "{}"],
])("a Docker configuration with %s is refused", (_what, text) => {
  expect(() => readDockerConfig(text)).toThrow(expect.objectContaining({ code: "DOCKER_CONFIG_INVALID" }));
});

test.each([
  "oci://ghcr.io",
  "https://ghcr.io/a",
  "oci://ghcr.io/../a",
  "oci://user@ghcr.io/a",
  "oci://ghcr.io/A",
])("%s is no address of a chart", async (url) => {
  await expect(listReleases("oci", { url }, sourceWorld())).rejects.toMatchObject({
    code: "SOURCE_QUERY_INVALID",
  });
});

test.each([
  ["24.3.1+dbae01c0bd1d", "24.3.1"],
  ["1.0.0+build.1", "1.0.0+build.1"],
  ["1.0.0", "1.0.0"],
])("%s that Flux installed is %s as published", (installed, published) => {
  expect(withoutFluxDigest(installed)).toBe(published);
});
