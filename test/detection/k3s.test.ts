import { digestIn, resolveAsset } from "../../detection/k3s/assets";
import { fetchChannels, fetchReleases, type K3sSources } from "../../detection/k3s/releases";
import { openHttp } from "../../providers/adapters/http";
import { serve } from "../helpers/loopback";
import { rejectionOf } from "../helpers/rejection";

const http = openHttp();
const sources = (url: string): K3sSources => ({
  channels: `${url}channels`,
  releases: `${url}releases`,
  download: `${url}download`,
});
const release = (tag_name: string, over: object = {}) => ({ tag_name, html_url: `x/${tag_name}`, ...over });
const json = (value: unknown): string => JSON.stringify(value);

describe("releases", () => {
  test("are read page by page as Link says, without drafts and strangers", async () => {
    const { url, requests } = await serve((request, answer) => {
      const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page"));
      const link = page < 3 ? { link: `<x>; rel="next", <y>; rel="last"` } : { link: `<x>; rel="first"` };
      const odd = [release("nightly"), release("v1.36.0+k3s1", { draft: true })];
      const content = page === 1 ? [release("v1.35.1+k3s1"), ...odd] : [release(`v1.35.${page}+k3s1`)];
      answer.writeHead(200, link).end(json(content));
    });

    const found = await fetchReleases(http, sources(url));

    expect(found.map(({ version }) => version)).toEqual(["v1.35.1+k3s1", "v1.35.2+k3s1", "v1.35.3+k3s1"]);
    expect(requests()).toHaveLength(3);
    expect(found[0]).toEqual({
      version: "v1.35.1+k3s1",
      prerelease: false,
      publishedAt: null,
      url: "x/v1.35.1+k3s1",
    });
  });

  test("of a server that repeats itself come to an end", async () => {
    const { url, requests } = await serve((_, answer) =>
      answer.writeHead(200, { link: '<x>; rel="next"' }).end(json([release("v1.35.1+k3s1")])),
    );

    await fetchReleases(http, sources(url));

    expect(requests().length).toBeLessThanOrEqual(10);
  });

  test.each([
    ["a reached rate limit", 403, { "x-ratelimit-remaining": "0" }, "{}", "SOURCE_REFUSED", /rate limit/],
    ["an address that is wrong", 404, {}, "{}", "SOURCE_REFUSED", /404/],
    ["a page for people", 200, {}, "<html>sign in</html>", "SOURCE_UNREADABLE", /something else/],
    ["another shape", 200, {}, '{"message": "hello"}', "SOURCE_UNREADABLE", /something else/],
  ])("behind %s are unknown, never none", async (_what, status, headers, body, code, said) => {
    const { url } = await serve((_request, answer) => answer.writeHead(status, headers).end(body));

    for (const asked of [fetchReleases(http, sources(url)), fetchChannels(http, sources(url))]) {
      const error = (await rejectionOf(asked)) as Error;
      expect(error).toMatchObject({ kind: "waiting", code });
      expect(error.message).toMatch(said);
    }
  });
});

test("channels are read with their patterns, whatever else they say", async () => {
  const stable = { name: "stable", latest: "v1.35.4+k3s1", excludeRegexp: "^v1.2", type: "channel" };
  const { url } = await serve((_, answer) => answer.end(json({ type: "collection", data: [stable] })));

  const [channel] = await fetchChannels(http, sources(url));

  expect(channel).toMatchObject({ name: "stable", latest: "v1.35.4+k3s1", excludeRegexp: "^v1.2" });
});

describe("the file of a release", () => {
  const digest = "a".repeat(64);
  const other = "b".repeat(64);
  const sums = `${other}  k3s-airgap-images-amd64.tar\n${digest}  k3s\n${other}  k3s-arm64\n`;
  const version = "v1.35.4+k3s1";

  test("is pinned by its own line of the published sums", async () => {
    const { url, requests } = await serve((_, answer) => answer.end(sums));

    const asset = await resolveAsset(http, { version, arch: "amd64", sources: sources(url) });

    expect(asset).toEqual({ arch: "amd64", url: `${url}download/v1.35.4%2Bk3s1/k3s`, sha256: digest });
    expect(requests()).toEqual(["/download/v1.35.4%2Bk3s1/sha256sum-amd64.txt"]);
  });

  test.each([
    ["k3s", digest],
    ["k3s-arm64", other],
    ["3s", undefined],
    ["k3s-airgap-images", undefined],
  ])("sums name %s to its end", (file, expected) => {
    expect(digestIn(sums, file)).toBe(expected);
  });

  test.each([
    ["a binary mark", `${digest} *k3s`, digest],
    ["carriage returns", `${digest}  k3s\r\n`, digest],
    ["a digest cut short", `${digest.slice(1)}  k3s`, undefined],
  ])("sums with %s", (_what, text, expected) => {
    expect(digestIn(text, "k3s")).toBe(expected);
  });

  test.each([
    ["is missing from the sums", "amd64", undefined, `${other}  other\n`, "DIGEST_MISSING"],
    ["was published anew under the same name", "amd64", other, sums, "DIGEST_CHANGED"],
    ["does not exist for the architecture", "riscv64", undefined, sums, "ARCH_UNKNOWN"],
  ])("that %s is refused", async (_what, arch, pinned, body, code) => {
    const { url } = await serve((_, answer) => answer.end(body));

    expect(
      await rejectionOf(resolveAsset(http, { version, arch, sources: sources(url), pinned })),
    ).toMatchObject({ code });
  });
});
