import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "tar";

/** Pages of a hundred, as many as k3s has. */
const K3S_PAGES = 9;
const ADVISORIES = 25;

const json = (value: unknown): string => JSON.stringify(value);
const releases = (tags: readonly string[]): string =>
  json(
    tags.map((tag_name) => ({
      tag_name,
      published_at: "2026-01-01T00:00:00Z",
      html_url: "",
      body: "text ".repeat(400),
    })),
  );

const k3sPage = (page: number): string =>
  releases(Array.from({ length: 100 }, (_, i) => `v1.${34 - page}.${i}+k3s1`));

/** Of the recorded versions, one in thirteen lists its changes. */
const CHANGES_EVERY = 13;

const changes = (i: number): string => `    annotations:
      artifacthub.io/changes: |
        - kind: changed
          description: "what changed in ${i}, and a few words about why it was changed, as people write them"
`;

const entry = (chart: string, i: number): string => `  - apiVersion: v2
    appVersion: ${i}.0.0
    created: "2026-01-01T00:00:00.000000000Z"
    dependencies:
    - name: common
      repository: https://example.org/charts/library
      version: 2.x.x
    - condition: database.enabled
      name: database
      repository: https://example.org/charts/library
      version: 15.x.x
    description: A chart that stands in for a real one, with a description as long as they are
    digest: ${createHash("sha256").update(`${chart}${i}`).digest("hex")}
    home: https://example.org/${chart}
    icon: https://example.org/icons/of/charts/as/pictures/that/scale/${chart}.svg
    keywords:
    - one
    - two
    maintainers:
    - email: someone@example.org
      name: someone
    - email: someone-else@example.org
      name: someone else
${i % CHANGES_EVERY === 0 ? changes(i) : ""}    name: ${chart}
    sources:
    - https://example.org/${chart}
    - https://example.org/source/of/the/container/images/of/${chart}
    - https://example.org/source/of/the/charts/themselves/${chart}/values.yaml
    type: application
    urls:
    - ${chart}-1.${i}.0.tgz
    version: 1.${i}.0
`;

/** 3,600 versions in some four megabytes, like the largest recorded index; the others a tenth of it. */
function index(repository: number): string {
  const versions = repository === 0 ? 360 : 36;
  const charts = Array.from({ length: 10 }, (_, i) => `chart-${i}`);
  const entries = charts.map(
    (chart) =>
      `  ${chart}:\n${Array.from({ length: versions }, (_, i) => entry(chart, versions - i)).join("")}`,
  );
  return `apiVersion: v1\nentries:\n${entries.join("")}generated: "2026-01-01T00:00:00Z"\n`;
}

/** What every version is made of: an update is judged by the values and definitions of two of them. */
function makeArchive(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "gu-bench-chart-"));
  const chart = join(folder, "chart");
  mkdirSync(chart);
  writeFileSync(join(chart, "Chart.yaml"), "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
  const values = Array.from({ length: 200 }, (_, i) => `key-${i}:\n  enabled: true\n  replicas: ${i}\n`);
  writeFileSync(join(chart, "values.yaml"), values.join(""));
  const file = join(folder, "chart.tgz");
  create({ cwd: folder, file, gzip: true, portable: true, sync: true }, ["chart"]);
  const archive = readFileSync(file);
  rmSync(folder, { recursive: true });
  return archive;
}

const advisory = (id: string): string =>
  json({ id, affected: [{ package: { name: "github.com/k3s-io/k3s" }, ranges: [] }] });

const batch = (): string => {
  const vulns = Array.from({ length: ADVISORIES }, (_, i) => ({
    id: `GO-${i}`,
    modified: "2026-01-01T00:00:00Z",
  }));
  return json({ results: [{ vulns }, {}] });
};

const FIXED: Readonly<Record<string, () => string>> = {
  "/channels": () => json({ data: [{ name: "stable", latest: "v1.33.99+k3s1" }] }),
  "/flux": () => releases(["v2.7.5", "v2.6.4"]),
  "/flux-files/v2.7.5/install.yaml": () => "# Flux Version: v2.7.5\n",
  "/osv/v1/querybatch": batch,
  "/eol/kubernetes.json": () => "[]",
  "/eol/flux.json": () => "[]",
};

function answerTo(path: string, page: number, archive: Buffer): string | Buffer | null {
  const [, repository] = /^\/charts\/(\d+)\/index\.yaml$/.exec(path) ?? [];
  if (repository !== undefined) return index(Number(repository));
  if (path.endsWith(".tgz")) return archive;
  if (path === "/k3s") return k3sPage(page);
  const [, id] = /^\/osv\/v1\/vulns\/(.+)$/.exec(path) ?? [];
  if (id !== undefined) return advisory(id);
  return path.startsWith("/github/") ? "[]" : (FIXED[path]?.() ?? null);
}

const etagOf = (body: string | Buffer): string =>
  `"${createHash("sha256").update(body).digest("hex").slice(0, 16)}"`;

/** Stands in for every place where releases are listed, on loopback, with ETags as they have them. */
export class BenchSources {
  private readonly server: Server;
  private readonly archive = makeArchive();
  private readonly made = new Map<string, string | Buffer | null>();

  constructor() {
    this.server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://x");
      const page = Number(url.searchParams.get("page") ?? "1");
      const body = this.bodyFor(`${url.pathname} ${page}`, url.pathname, page);
      if (body === null) return response.writeHead(404).end();
      const next = url.pathname === "/k3s" && page < K3S_PAGES ? { link: '<x>; rel="next"' } : {};
      const etag = etagOf(body);
      if (request.headers["if-none-match"] === etag) return response.writeHead(304, { etag }).end();
      return response.writeHead(200, { etag, ...next }).end(body);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private bodyFor(key: string, path: string, page: number): string | Buffer | null {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const body = answerTo(path, page, this.archive);
    this.made.set(key, body);
    return body;
  }
}
