import { gzipSync } from "node:zlib";
import { readClusterView } from "../../detection/cluster-view";
import { blocked } from "../../domain/errors";
import type { Cluster, ObjectQuery } from "../../domain/ports";
import { healthyWorld, NEW } from "../helpers/fake-world";

type Objects = Readonly<Record<string, readonly unknown[]>>;

/** The fake cluster, with objects by `plural.group`; a kind that is not named is not installed. */
function cluster(objects: Objects, over: Partial<Cluster> = {}): Cluster {
  const key = ({ plural, group }: ObjectQuery): string => (group === "" ? plural : `${plural}.${group}`);
  return {
    ...healthyWorld(NEW).open().cluster,
    objects: async (query) => objects[key(query)] ?? [],
    ...over,
  };
}

const controller = (name: string, version: string, labels: object) => ({
  metadata: { name, namespace: "flux-system", labels },
  spec: { template: { spec: { containers: [{ image: `ghcr.io/fluxcd/${name}:${version}` }] } } },
});

const release = (name: string, revision: number, chart: object, pack = true) => {
  const text = JSON.stringify({
    name,
    namespace: "shop",
    version: revision,
    info: { status: "deployed" },
    chart,
  });
  const inner = (pack ? gzipSync(text) : Buffer.from(text)).toString("base64");
  return {
    metadata: {
      name: `sh.helm.release.v1.${name}.v${revision}`,
      namespace: "shop",
      labels: { name, version: `${revision}` },
    },
    data: { release: Buffer.from(inner).toString("base64") },
  };
};

const LABELS = { "app.kubernetes.io/part-of": "flux", "app.kubernetes.io/version": "v2.7.5" };

test("a cluster without Flux, Longhorn and Helm is complete and says so", async () => {
  const view = await readClusterView(cluster({}));

  expect(view).toMatchObject({
    kubernetes: NEW,
    flux: null,
    longhorn: null,
    charts: [],
    helm: [],
    findings: [],
  });
  expect(view.nodes).toHaveLength(3);
});

describe("Flux", () => {
  test.each([
    ["bootstrap", { "kustomize.toolkit.fluxcd.io/name": "flux-system" }, {}],
    ["chart", { "app.kubernetes.io/managed-by": "Helm" }, {}],
    ["plain", {}, {}],
    [
      "operator",
      { "app.kubernetes.io/managed-by": "flux-operator" },
      { "fluxinstances.fluxcd.controlplane.io": [{ metadata: { name: "flux" } }] },
    ],
  ])("that came by %s is known as that", async (mode, labels, others) => {
    const deployments = [controller("source-controller", "v1.7.3", { ...LABELS, ...labels })];
    const { flux } = await readClusterView(cluster({ "deployments.apps": deployments, ...others }));

    expect(flux).toEqual({
      mode,
      version: "v2.7.5",
      controllers: new Map([["source-controller", "v1.7.3"]]),
    });
  });
});

describe("Longhorn", () => {
  test.each([
    ["current-longhorn-version", "value"],
    ["currentLonghornVersion", "Value"],
  ])("is known by its setting %s", async (name, key) => {
    const settings = [{ metadata: { name }, [key]: "v1.9.2" }];
    expect((await readClusterView(cluster({ "settings.longhorn.io": settings }))).longhorn?.version).toBe(
      "v1.9.2",
    );
  });

  test("with broken JSON in a setting is told, and the rest is read", async () => {
    const settings = [
      { metadata: { name: "current-longhorn-version" }, value: "v1.10.2" },
      { metadata: { name: "guaranteed-instance-manager-cpu" }, value: '{"v1":"12",' },
    ];
    const view = await readClusterView(cluster({ "settings.longhorn.io": settings }));

    expect(view.longhorn?.version).toBe("v1.10.2");
    expect(view.findings).toMatchObject([{ code: "LONGHORN_SETTING_BROKEN" }]);
  });
});

describe("Helm's storage", () => {
  const chart = (version: string) => ({ metadata: { name: "web", version, appVersion: "9" } });

  test("tells the newest revision, whatever order the server lists them in", async () => {
    const secrets = [
      release("web", 9, chart("1.9.0")),
      release("web", 10, chart("2.0.0")),
      release("db", 1, chart("5.0.0"), false),
    ];
    const { helm } = await readClusterView(cluster({ secrets }));

    expect(helm.map(({ name, version, revision }) => [name, version, revision])).toEqual([
      ["web", "2.0.0", 10],
      ["db", "5.0.0", 1],
    ]);
  });

  test.each([
    ["is no release", "AAAA"],
    [
      "unpacks to more than any release",
      Buffer.from(gzipSync(Buffer.alloc(40 * 1024 * 1024)).toString("base64")).toString("base64"),
    ],
  ])("that %s is a finding with its name", async (_title, data) => {
    const secrets = [{ metadata: { name: "x", namespace: "shop" }, data: { release: data } }];
    expect((await readClusterView(cluster({ secrets }))).findings).toMatchObject([
      { code: "HELM_RELEASE_UNREADABLE", subject: "secret shop/x" },
    ]);
  });
});

test("charts of Flux and of k3s are resolved to their sources, with what is deployed", async () => {
  const view = await readClusterView(
    cluster({
      "helmreleases.helm.toolkit.fluxcd.io": [
        {
          apiVersion: "helm.toolkit.fluxcd.io/v2",
          kind: "HelmRelease",
          metadata: { name: "web", namespace: "shop" },
          spec: {
            chart: {
              spec: { chart: "web", version: "1.x", sourceRef: { kind: "HelmRepository", name: "repo" } },
            },
          },
          status: { history: [{ chartVersion: "1.4.0+dbae01c0bd1d" }] },
        },
      ],
      "helmrepositories.source.toolkit.fluxcd.io": [
        {
          apiVersion: "source.toolkit.fluxcd.io/v1",
          kind: "HelmRepository",
          metadata: { name: "repo", namespace: "shop" },
          spec: { url: "https://charts.example.org" },
        },
      ],
      "helmcharts.helm.cattle.io": [
        {
          apiVersion: "helm.cattle.io/v1",
          kind: "HelmChart",
          metadata: { name: "traefik", namespace: "kube-system" },
          spec: { chart: "traefik", repo: "https://traefik.example.org", version: "27.0.0" },
        },
      ],
    }),
  );

  expect(view.charts.map(({ use, deployed }) => [use.owner.name, use.resolution.chart, deployed])).toEqual([
    ["web", "web", "1.4.0"],
    ["traefik", "traefik", null],
  ]);
});

test("one forbidden kind is a finding and hides nothing else", async () => {
  const forbidden = blocked("API_FORBIDDEN", "the API server answered 403.", "give rights.");
  const view = await readClusterView(
    cluster({}, { objects: async ({ plural }) => (plural === "secrets" ? Promise.reject(forbidden) : []) }),
  );

  expect(view.findings).toMatchObject([{ code: "CLUSTER_PART_UNKNOWN", subject: "Helm's releases" }]);
});

test("definitions tell which versions are served and stored", async () => {
  const crd = {
    spec: {
      group: "longhorn.io",
      names: { kind: "Volume", plural: "volumes" },
      versions: [
        { name: "v1beta1", served: false },
        { name: "v1beta2", served: true },
      ],
    },
    status: { storedVersions: ["v1beta1", "v1beta2"] },
  };
  const { crds } = await readClusterView(
    cluster({ "customresourcedefinitions.apiextensions.k8s.io": [crd] }),
  );

  expect(crds).toEqual([
    { group: "longhorn.io", kind: "Volume", served: ["v1beta2"], stored: ["v1beta1", "v1beta2"] },
  ]);
});
