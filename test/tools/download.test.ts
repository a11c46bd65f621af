import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadSource } from "../../tools/sources/download";
import type { SourceContext, Tool } from "../../tools/types";

const CONTENT = "#!/bin/sh\necho tool\n";
let server: Server;
let cacheDir: string;
let published: string;

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "download-"));
  published = createHash("sha256").update(CONTENT).digest("hex");
  server = createServer(({ url }, response) => {
    if (url === "/1.0.0/tool") response.end(CONTENT);
    else if (url === "/1.0.0/sums") response.end(`${published}  tool\n`);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  server.close();
  await rm(cacheDir, { recursive: true });
});

const context = (): SourceContext => ({ checkout: "/nowhere", cacheDir, report: () => {} });

function tool(release: Partial<NonNullable<Tool["release"]>> = {}): Tool {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{version}`;
  return {
    name: "tool",
    version: "v1.0.0",
    executable: "tool",
    module: { dir: ".", package: ".", variables: {} },
    release: {
      url: `${base}/tool`,
      checksums: `${base}/sums`,
      checksumFormat: "list",
      packaging: "file",
      os: { [process.platform]: "os" },
      arch: { [process.arch]: "arch" },
      ...release,
    },
  };
}

test("a download with the published checksum becomes an executable in the cache", async () => {
  const found = await downloadSource.find(tool(), context());

  const file = join(cacheDir, "tool", "v1.0.0", "tool");
  expect(found).toEqual({ file, version: "v1.0.0" });
  expect(await readFile(file, "utf8")).toBe(CONTENT);
  expect((await stat(file)).mode & 0o111).not.toBe(0);
});

test("a download with another checksum is refused and leaves nothing", async () => {
  published = "0".repeat(64);

  await expect(downloadSource.find(tool(), context())).rejects.toThrow(/has SHA-256 .*, published is 0000/);
  expect(await readdir(join(cacheDir, "tool"))).toEqual([]);
});

test("a file without a published checksum is not downloaded", async () => {
  published = "";

  expect(await downloadSource.find(tool(), context())).toEqual({
    reason: "no SHA-256 is published for tool",
  });
});

test("a release that is not there names its address", async () => {
  const missing = tool({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/gone/tool` });

  await expect(downloadSource.find(missing, context())).rejects.toThrow(/gone\/tool answers 404/);
});

test("a server out of reach is one short reason", async () => {
  const unreachable = tool({ checksums: "http://127.0.0.1:1/sums" });

  await expect(downloadSource.find(unreachable, context())).rejects.toThrow("cannot reach 127.0.0.1:1");
});
