import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changeFaults } from "../../lab/faults/faults-file";
import { K3sFiles } from "../../lab/k3s-files";
import { assetNames } from "../../lab/mirror/downloads";
import { MirrorServer } from "../../lab/mirror/server";
import { labPathsAt } from "../../lab/paths";
import { freePort } from "../../lab/process/free-port";
import { packFake } from "./test-lab";

jest.setTimeout(30_000);

const VERSION = "v1.36.3+k3s1";
const { binary, sums } = assetNames();

const base = mkdtempSync(join(tmpdir(), "mirror-test-"));
const lab = labPathsAt(base);
let server: MirrorServer;
let url: string;

beforeAll(async () => {
  const port = await freePort(new Set());
  server = new MirrorServer(lab, new K3sFiles(join(base, "k3s"), packFake));
  await server.listen(port);
  url = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  await server.close();
  rmSync(base, { recursive: true });
});

afterEach(() => changeFaults(lab, () => []));

const get = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, { redirect: "manual", ...init });
const asset = (name: string, tag = encodeURIComponent(VERSION)) =>
  get(`/k3s-io/k3s/releases/download/${tag}/${name}`);
const sha256 = (bytes: ArrayBuffer) => createHash("sha256").update(Buffer.from(bytes)).digest("hex");

async function listedSum(): Promise<string | undefined> {
  const lines = (await (await asset(sums)).text()).split("\n");
  return lines.find((line) => line.endsWith(`  ${binary}`))?.split(" ")[0];
}

function inject(id: string, target: string, params: Record<string, string> = {}): void {
  changeFaults(lab, () => [{ id, target, params, injectedAt: new Date().toISOString() }]);
}

describe("the channel server", () => {
  it("lists its channels with the versions they stand at", async () => {
    const { type, data } = (await (await get("/v1-release/channels")).json()) as {
      type: string;
      data: { id: string; latest: string }[];
    };

    expect(type).toBe("collection");
    expect(Object.fromEntries(data.map(({ id, latest }) => [id, latest]))).toEqual({
      stable: "v1.36.3+k3s1",
      latest: "v1.37.2+k3s1",
      testing: "v1.36.4-rc1+k3s1",
      "v1.37": "v1.37.2+k3s1",
      "v1.36": "v1.36.3+k3s2",
      "v1.35": "v1.35.4+k3s2",
    });
  });

  it("redirects a channel to its release", async () => {
    const response = await get("/v1-release/channels/stable");

    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toMatch(/\/releases\/tag\/v1\.36\.3\+k3s1$/);
  });

  it("knows no other channels", async () => {
    expect((await get("/v1-release/channels/v1.2")).status).toBe(404);
  });
});

describe("the release list", () => {
  it("comes in pages", async () => {
    const first = await get("/repos/k3s-io/k3s/releases?per_page=4");
    const second = await get("/repos/k3s-io/k3s/releases?per_page=4&page=2");

    expect(first.headers.get("link")).toContain(
      `<${url}/repos/k3s-io/k3s/releases?per_page=4&page=2>; rel="next"`,
    );
    expect(second.headers.get("link")).not.toContain('rel="next"');
    expect(await first.json()).toHaveLength(4);
    expect(await second.json()).toHaveLength(3);
  });

  it("need not be sent again to those who have it", async () => {
    const first = await get("/repos/k3s-io/k3s/releases");
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    const again = await get("/repos/k3s-io/k3s/releases", { headers });

    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(Number(again.headers.get("x-ratelimit-remaining"))).toBeGreaterThan(0);
  });

  it("gives the digest of a file once it is made", async () => {
    const bytes = await (await asset(binary)).arrayBuffer();
    const releases = (await (await get("/repos/k3s-io/k3s/releases")).json()) as {
      tag_name: string;
      prerelease: boolean;
      assets: { name: string; digest: string | null; browser_download_url: string }[];
    }[];
    const made = releases
      .find((release) => release.tag_name === VERSION)
      ?.assets.find(({ name }) => name === binary);

    expect(made?.digest).toBe(`sha256:${sha256(bytes)}`);
    expect((await fetch(made?.browser_download_url ?? "")).status).toBe(200);
    expect(releases.filter((release) => release.prerelease)).toHaveLength(1);
  });
});

describe("downloads", () => {
  it.each([encodeURIComponent(VERSION), VERSION])("serve %s with the sum that is listed", async (tag) => {
    const response = await asset(binary, tag);

    expect(response.status).toBe(200);
    expect(sha256(await response.arrayBuffer())).toBe(await listedSum());
  });

  it.each([
    [binary, "v1.36.4%2Bk3s1"],
    [binary, "v9.9.9%2Bk3s1"],
    ["k3s-s390x", encodeURIComponent(VERSION)],
  ])("do not have %s of %s", async (name, tag) => {
    expect((await asset(name, tag)).status).toBe(404);
  });
});

describe("faults of the mirror", () => {
  it("flip a byte of the right version only", async () => {
    inject("corrupt-download", VERSION);
    const bad = await (await asset(binary)).arrayBuffer();
    const good = await asset(binary, encodeURIComponent("v1.35.4+k3s2"));
    const sum = await listedSum();

    expect(sha256(bad)).not.toBe(sum);
    expect((await good.text()).includes("v1.35.4+k3s2")).toBe(true);
  });

  it("break off half-way", async () => {
    inject("corrupt-download", "", { mode: "truncate" });

    await expect(asset(binary).then((response) => response.arrayBuffer())).rejects.toThrow();
  });

  it("list a wrong sum", async () => {
    inject("wrong-checksum", VERSION);

    expect(await listedSum()).not.toBe(sha256(await (await asset(binary)).arrayBuffer()));
  });

  it("serve a file that is whole, tells its version, and dies on one node", async () => {
    inject("crash-loop-binary", VERSION, { node: "agent-1" });
    const bytes = await (await asset(binary)).arrayBuffer();
    const file = join(base, "crashing");
    writeFileSync(file, Buffer.from(bytes), { mode: 0o755 });
    const run = (node: string, ...args: string[]) =>
      spawnSync(file, args, {
        encoding: "utf8",
        timeout: 3_000,
        env: { ...process.env, K3S_NODE_NAME: node },
      });

    expect(sha256(bytes)).toBe(await listedSum());
    expect(run("agent-1", "--version").stdout).toContain(`k3s version ${VERSION}`);
    expect(run("agent-1", "agent").status).toBe(1);
    // Elsewhere it runs until the time limit ends it.
    expect(run("agent-2", "agent").stdout).toContain("up and running");
  });
});
