import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { type DetectRequest, type DetectWorld, detect, PLAIN_REQUEST } from "../../../detection/detect";
import { planFor } from "../../../detection/plan";
import { DetectionReport } from "../../../domain/detect/report";
import type { Cluster, ObjectQuery } from "../../../domain/ports";
import { readBundle, writeBundle } from "../../../providers/adapters/bundle/file";
import { BundleRecorder } from "../../../providers/adapters/bundle/record";
import { replayFirstSeen, replayHttp } from "../../../providers/adapters/bundle/replay";
import { NOW } from "../../domain/detect/fixtures";
import { healthyWorld } from "../../helpers/fake-world";
import { writeTree } from "../../helpers/git-tree";
import { serve } from "../../helpers/loopback";
import { rejectionOf } from "../../helpers/rejection";
import { sourceWorld } from "../../helpers/source-world";
import { tempFolder } from "../../helpers/temp-folder";

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
  "/charts/toys-2.1.0.tgz": archive("toys", "", { "crds/gadgets.yaml": gadgets("v1") }),
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

const foreign = () =>
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

const request = (url: string, over: Partial<DetectRequest> = {}): DetectRequest => ({
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

function cluster(): Cluster {
  const open = healthyWorld("v1.33.4+k3s1").open().cluster;
  const objects = async ({ plural }: ObjectQuery) => (plural === "deployments" ? [controller] : []);
  return { ...open, objects };
}

const world = (over: Partial<DetectWorld> = {}): DetectWorld => ({
  ...sourceWorld(),
  now: NOW,
  cluster: cluster(),
  progress: () => {},
  ...over,
});

const of = (report: DetectionReport, id: string) => {
  const found = report.components.find((it) => it.id === id);
  if (found === undefined) throw new Error(`no ${id} in ${report.components.map((it) => it.id).join(", ")}`);
  return found;
};

test("one look tells of everything: a fault that is mended, an edit that is due, a value that is gone, a source that is away", async () => {
  const { url } = await foreign();
  const { report } = await detect(request(url), world());

  expect(DetectionReport.parse(report)).toEqual(report);
  expect(of(report, "k3s")).toMatchObject({
    current_version: "v1.33.4+k3s1",
    available_version: "v1.33.10+k3s1",
    update_type: "patch",
    security_update: true,
    security: [{ id: "GO-1", fixed_by_update: true }],
  });
  expect(of(report, "flux")).toMatchObject({
    status: "blocked",
    removed_apis: [
      { edit: { replace: "helm.toolkit.fluxcd.io/v2" }, place: { file: "clusters/home/web.yaml" } },
    ],
  });
  expect(of(report, "helmrelease/shop/web")).toMatchObject({
    available_version: "2.0.0",
    update_type: "major",
    breaking_changes: [
      { kind: "major" },
      { kind: "values", title: "the value old, which is set here, is gone" },
    ],
  });
  expect(of(report, "helmrelease/shop/lost")).toMatchObject({ status: "unknown" });
  expect(of(report, "helmrelease/shop/lost").unknown_because).toContain("404");
  expect(report.summary).toMatchObject({
    security_updates: 1,
    blocked: 1,
    unknown: 1,
    recommended_action: "update_soon",
  });
  expect(report.summary.first[0]?.id).toBe("k3s");
  expect(report.findings.map(({ code }) => code)).toContain("GIT_DRIFT");
});

/** One release of it, and an object on the version that its next one no longer serves. */
const toys = (url: string, upgrade: string) =>
  request(url, {
    only: "toys",
    git: {
      folder: writeTree({
        "toys.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: repo, namespace: shop }
spec: { url: "${url}charts" }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: toys, namespace: shop }
spec:
  ${upgrade}
  chart: { spec: { chart: toys, version: 2.0.0, sourceRef: { kind: HelmRepository, name: repo } } }
---
apiVersion: toys.example.com/v1beta1
kind: Gadget
metadata: { name: top, namespace: shop }
`,
      }),
      location: "home.git",
      remote: null,
      cluster: null,
    },
  });

describe("a chart that defines kinds", () => {
  test("names the objects that its new definitions no longer serve, with the edit for each", async () => {
    const { url } = await foreign();
    const { report } = await detect(toys(url, "upgrade: { crds: CreateReplace }"), world({ cluster: null }));

    expect(of(report, "helmrelease/shop/toys")).toMatchObject({
      available_version: "2.1.0",
      status: "blocked",
      breaking_changes: [],
      removed_apis: [
        {
          target: "toys 2.1.0",
          api_version: "toys.example.com/v1beta1",
          kind: "Gadget",
          place: { file: "toys.yaml" },
          edit: { replace: "toys.example.com/v1" },
        },
      ],
    });
  });

  test.each([
    ["", "Skip"],
    ["upgrade: { crds: Create }", "Create"],
  ])("says that they stay as they are with %p", async (upgrade, policy) => {
    const { url } = await foreign();
    const { report } = await detect(toys(url, upgrade), world({ cluster: null }));

    expect(of(report, "helmrelease/shop/toys")).toMatchObject({
      status: "update",
      removed_apis: [],
      breaking_changes: [
        { kind: "definitions", text: expect.stringContaining(`HelmRelease shop/toys is ${policy}`) },
      ],
    });
  });
});

describe("the order of a chart's versions", () => {
  const stepsOf = async (upgrade: string): Promise<string[]> => {
    const { url } = await foreign();
    const asked = { ...toys(url, upgrade), only: null };
    const around = world();
    const wish = { versions: { k3s: "v1.33.4+k3s1", charts: { toys: "channel:latest" } }, all: false };
    const planning = { dependsOn: [], hold: [], accept: [] };
    const found = await detect(asked, around);
    const { solution } = await planFor(found, { places: asked.places, wish, planning }, around);
    if (!("plan" in solution)) throw new Error(JSON.stringify(solution));
    return solution.plan.stages.flatMap(({ steps }) =>
      steps.map(({ action, from, to }) => `${action} ${from} ${to}`),
    );
  };

  test("has the edit in front of the definitions that need it", async () => {
    expect(await stepsOf("upgrade: { crds: CreateReplace }")).toEqual([
      "edit 2.0.0 2.0.0",
      "update 2.0.0 2.1.0",
    ]);
  });

  test("has no edit where nobody touches the definitions", async () => {
    expect(await stepsOf("")).toEqual(["update 2.0.0 2.1.0"]);
  });
});

test("a second look at the same says the same", async () => {
  const { url } = await foreign();
  const asked = request(url);
  const [first, second] = [await detect(asked, world()), await detect(asked, world())];
  expect(first.report).toEqual(second.report);
});

test("only components that exist are asked for", async () => {
  const { url, requests } = await foreign();
  await detect(request(url, { git: null }), world());
  expect(requests().filter((path) => /longhorn|charts/.test(path))).toEqual([]);
});

test("one component alone asks its own source only", async () => {
  const { url, requests } = await foreign();
  const { report } = await detect(request(url, { only: "web" }), world());
  expect(report.components.map(({ id }) => id)).toEqual(["helmrelease/shop/web"]);
  expect(requests().every((path) => path.startsWith("/charts"))).toBe(true);
  expect(await rejectionOf(detect(request(url, { only: "nothing" }), world()))).toMatchObject({
    kind: "usage",
    code: "COMPONENT_UNKNOWN",
  });
});

test("a cluster that is away is a finding; Git says what it knows", async () => {
  const { url } = await foreign();
  const down = { ...cluster(), serverVersion: () => rejection() };
  const { report } = await detect(request(url), world({ cluster: down }));
  expect(report.cluster.reached).toBe(false);
  expect(report.findings.map(({ code }) => code)).toContain("CLUSTER_UNKNOWN");
  expect(of(report, "flux")).toMatchObject({ current_version: "v2.6.4", current_from: "git" });
});

async function rejection(): Promise<never> {
  const fake = healthyWorld();
  fake.kubernetes.away = true;
  await fake.open().cluster.serverVersion();
  throw new Error("the fake answered");
}

describe("a bundle", () => {
  async function written(): Promise<{ file: string; report: DetectionReport; asked: DetectRequest }> {
    const { url, close } = await foreign();
    const recorder = new BundleRecorder();
    const online = world();
    const asked = request(url);
    const { report } = await detect(asked, {
      ...online,
      http: recorder.http(online.http),
      firstSeen: recorder.firstSeen(online.firstSeen),
    });
    const file = `${tempFolder()}/releases.bundle`;
    writeBundle(file, recorder.bundle(NOW));
    await close();
    return { file, report, asked };
  }

  test("leads to the same report without a network", async () => {
    const { file, report, asked } = await written();
    const bundle = readBundle(file);
    const offline = world({ http: replayHttp(bundle), firstSeen: replayFirstSeen(bundle) });

    expect((await detect(asked, offline)).report).toEqual(report);
  });

  test("that was cut is refused before anything is looked at", async () => {
    const { readFileSync, writeFileSync } = await import("node:fs");
    const { file } = await written();
    writeFileSync(file, readFileSync(file).subarray(0, 300));
    expect(() => readBundle(file)).toThrow(/no bundle that can be read/);
  });
});
