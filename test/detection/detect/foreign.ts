import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { type DetectRequest, type DetectWorld, PLAIN_REQUEST } from "../../../detection/detect";
import type { DetectionReport } from "../../../domain/detect/report";
import type { Cluster, ObjectQuery } from "../../../domain/ports";
import { NOW } from "../../domain/detect/fixtures";
import { healthyWorld } from "../../helpers/fake-world";
import { writeTree } from "../../helpers/git-tree";
import { serve } from "../../helpers/loopback";
import { sourceWorld } from "../../helpers/source-world";

const json = (value: unknown): string => JSON.stringify(value);

/** One file as it lies in a tar. */
function entry(path: string, text: string): Buffer {
  const header = Buffer.alloc(512);
  const content = Buffer.alloc(Math.ceil(text.length / 512) * 512);
  content.write(text);
  new Header({ path, size: text.length, mode: 0o644, type: "File", mtime: NOW }).encode(header);
  return Buffer.concat([header, content]);
}

/** A chart's archive with its values and more files. */
function archive(chart: string, values: string, more: Readonly<Record<string, string>> = {}): Buffer {
  const files = Object.entries({ "values.yaml": values, ...more });
  const entries = files.map(([path, text]) => entry(`${chart}/${path}`, text));
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
}

/** The definition of a kind that lies beside others in a file of the chart. */
const gadgets = (...versions: readonly string[]): string => `# other things first
apiVersion: v1
kind: ConfigMap
metadata: { name: not-a-definition }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gadgets.toys.example.com }
spec:
  group: toys.example.com
  names: { kind: Gadget, plural: gadgets }
  versions:
${versions.map((name) => `  - { name: ${name}, served: true, storage: ${name === versions.at(-1)} }`).join("\n")}
`;

const github = (...tags: string[]): string =>
  json(
    tags.map((tag_name) => ({
      tag_name,
      published_at: "2026-01-01T00:00:00Z",
      html_url: `https://x/${tag_name}`,
      body: "",
    })),
  );

const INSTALL = `# Flux Version: v2.7.5
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: helmreleases.helm.toolkit.fluxcd.io }
spec:
  group: helm.toolkit.fluxcd.io
  names: { kind: HelmRelease, plural: helmreleases }
  versions: [{ name: v2, served: true, storage: true }]
`;

const INDEX = `apiVersion: v1
entries:
  web:
  - { version: 2.0.0, created: "2026-02-01T00:00:00Z", urls: [web-2.0.0.tgz] }
  - { version: 1.0.0, created: "2026-01-01T00:00:00Z", urls: [web-1.0.0.tgz] }
  toys:
  - { version: 2.1.0, created: "2026-02-01T00:00:00Z", urls: [toys-2.1.0.tgz] }
  - { version: 2.0.0, created: "2026-01-01T00:00:00Z", urls: [toys-2.0.0.tgz] }
generated: "2026-02-01T00:00:00Z"
`;

/** Everything that is foreign, on one server. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  "/channels": json({ data: [{ name: "stable", latest: "v1.33.10+k3s1" }] }),
  "/k3s": github("v1.33.10+k3s1", "v1.33.4+k3s1"),
  "/flux": github("v2.7.5", "v2.6.4"),
  "/flux-files/v2.7.5/install.yaml": INSTALL,
  "/charts/index.yaml": INDEX,
  "/charts/web-1.0.0.tgz": archive("web", "old: 1\nkept: 2\n"),
  "/charts/web-2.0.0.tgz": archive("web", "kept: 2\n"),
  "/charts/toys-2.0.0.tgz": archive("toys", "", { "crds/gadgets.yaml": gadgets("v1beta1", "v1") }),
  "/charts/toys-2.1.0.tgz": archive("toys", "", {
    "crds/gadgets.yaml": gadgets("v1"),
    "crds/others.yaml": "metadata: { name: trains.unused.example.com }\nspec: [ no yaml",
  }),
  "/osv/v1/querybatch": json({ results: [] }),
  "/osv/v1/vulns/GO-1": json({
    id: "GO-1",
    summary: "a fault of k3s",
    affected: [
      {
        package: { name: "github.com/k3s-io/k3s" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.33.10" }] }],
      },
    ],
  }),
};

function answerTo(path: string, body: string): string | Buffer | undefined {
  if (path !== "/osv/v1/querybatch") return FILES[path];
  const { queries } = JSON.parse(body) as { queries: { package: { name: string } }[] };
  const vulns = [{ id: "GO-1", modified: "2026-01-01T00:00:00Z" }];
  return json({ results: queries.map((it) => (it.package.name.endsWith("/k3s") ? { vulns } : {})) });
}

export const foreign = () =>
  serve((request, answer) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const found = answerTo((request.url ?? "").replace(/\?.*/, ""), body);
      if (found === undefined) answer.writeHead(404).end();
      else answer.writeHead(200, { etag: '"1"' }).end(found);
    });
  });

const tree = (url: string) =>
  writeTree({
    "clusters/home/flux-system/gotk-components.yaml": "# Flux Version: v2.6.4\n# Components: all\n",
    "clusters/home/web.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: repo, namespace: shop }
spec: { url: "${url}charts" }
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: away, namespace: shop }
spec: { url: "${url}away" }
---
apiVersion: helm.toolkit.fluxcd.io/v2beta1
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec:
  chart: { spec: { chart: web, version: 1.0.0, sourceRef: { kind: HelmRepository, name: repo } } }
  values: { old: 5, kept: 1 }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: lost, namespace: shop }
spec:
  chart: { spec: { chart: lost, version: 1.0.0, sourceRef: { kind: HelmRepository, name: away } } }
`,
  });

export const request = (url: string, over: Partial<DetectRequest> = {}): DetectRequest => ({
  ...PLAIN_REQUEST,
  clusterName: "home",
  git: { folder: tree(url), location: "home.git", remote: null, cluster: null },
  places: {
    k3s: { channels: `${url}channels`, releases: `${url}k3s` },
    flux: { releases: `${url}flux` },
    longhorn: { releases: `${url}longhorn`, responder: null },
    fluxDownload: `${url}flux-files`,
    longhornManifests: `${url}longhorn-files`,
    osv: `${url}osv`,
    github: null,
    endOfLife: null,
  },
  ...over,
});

const controller = {
  metadata: {
    name: "helm-controller",
    namespace: "flux-system",
    labels: { "app.kubernetes.io/version": "v2.6.4" },
  },
  spec: { template: { spec: { containers: [{ image: "ghcr.io/fluxcd/helm-controller:v1.3.0" }] } } },
};

export function cluster(): Cluster {
  const open = healthyWorld("v1.33.4+k3s1").open().cluster;
  const objects = async ({ plural }: ObjectQuery) => (plural === "deployments" ? [controller] : []);
  return { ...open, objects };
}

export const world = (over: Partial<DetectWorld> = {}): DetectWorld => ({
  ...sourceWorld(),
  now: NOW,
  cluster: cluster(),
  progress: () => {},
  ...over,
});

export const of = (report: DetectionReport, id: string) => {
  const found = report.components.find((it) => it.id === id);
  if (found === undefined) throw new Error(`no ${id} in ${report.components.map((it) => it.id).join(", ")}`);
  return found;
};
