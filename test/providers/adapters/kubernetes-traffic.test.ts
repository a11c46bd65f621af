import "../../helpers/without-kubeconfig";
import type { ApiAnswer, KubernetesApi } from "../../../providers/adapters/kubernetes/connection";
import { readStorage } from "../../../providers/adapters/kubernetes/storage";
import { readIngresses, readIsolations, readServices } from "../../../providers/adapters/kubernetes/traffic";

/** An API server that has these lists; what it does not know is 404. */
const apiOf =
  (lists: Readonly<Record<string, readonly unknown[]>>): KubernetesApi =>
  async ({ path }): Promise<ApiAnswer> => {
    const items = lists[path.replace(/\?limit=\d+$/, "")];
    return items === undefined ? { status: 404, body: {} } : { status: 200, body: { items } };
  };

const metadata = (name: string, over: Record<string, unknown> = {}) => ({ name, namespace: "shop", ...over });

describe("a service", () => {
  const read = async (spec: Record<string, unknown>, over: Record<string, unknown> = {}) => {
    const slice = (name: string, ports: unknown[], endpoints: unknown[]) => ({
      metadata: metadata(name, { labels: { "kubernetes.io/service-name": "web" } }),
      ports,
      endpoints,
    });
    const ready = (nodeName: string | undefined, isReady?: boolean) => ({
      nodeName,
      conditions: isReady === undefined ? {} : { ready: isReady },
    });
    const slices = [
      slice("a", [{ name: "http", protocol: "TCP", port: 8080 }], [ready("agent-2", true), ready("agent-1")]),
      slice(
        "b",
        [{ name: "http", protocol: "TCP", port: 9090 }],
        [ready("agent-1", true), ready("agent-3", false)],
      ),
      slice("c", [{ name: "dns", protocol: "UDP", port: 53 }], [ready(undefined, true)]),
    ];
    const services = [{ metadata: metadata("web", over), spec: { clusterIP: "10.43.0.7", ...spec } }];
    const api = apiOf({ "/api/v1/services": services, "/apis/discovery.k8s.io/v1/endpointslices": slices });
    return (await readServices(api))[0];
  };
  const ports = [
    { name: "http", port: 80, targetPort: 8080, nodePort: 30080 },
    { name: "dns", port: 53, protocol: "UDP" },
    { name: "metrics", port: 9100 },
  ];

  test("knows for each port on which nodes it is served", async () => {
    expect((await read({ ports }))?.ports).toEqual([
      { name: "http", protocol: "TCP", port: 80, nodePort: 30080, readyOn: ["agent-1", "agent-2"] },
      { name: "dns", protocol: "UDP", port: 53, nodePort: null, readyOn: [""] },
      { name: "metrics", protocol: "TCP", port: 9100, nodePort: null, readyOn: [] },
    ]);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["that is headless has no address", { clusterIP: "None" }, { clusterIp: null }],
    ["that is a mere name has no address", { type: "ExternalName" }, { clusterIp: null, selected: false }],
    ["without an address yet has none", { clusterIP: "" }, { clusterIp: null }],
    [
      "may stay on its node",
      { externalTrafficPolicy: "Local" },
      { localOnly: { internal: false, external: true } },
    ],
    [
      "may stay inside its node",
      { internalTrafficPolicy: "Local" },
      { localOnly: { internal: true, external: false } },
    ],
  ])("%s", async (_what, spec, expected) => {
    expect(await read(spec)).toMatchObject(expected);
  });

  test("may ask to be left alone", async () => {
    expect(await read({})).toMatchObject({ mayBeProbed: true });
    expect(await read({}, { annotations: { "gitops-updates/probe": "off" } })).toMatchObject({
      mayBeProbed: false,
    });
  });
});

describe("an ingress", () => {
  const read = async (spec: unknown, status: unknown = {}) => {
    const api = apiOf({
      "/apis/networking.k8s.io/v1/ingresses": [{ metadata: metadata("web"), spec, status }],
    });
    return (await readIngresses(api))[0];
  };
  const rule = (host: string | undefined, ...paths: (string | undefined)[]) => ({
    ...(host === undefined ? {} : { host }),
    http: { paths: paths.map((path) => ({ path, pathType: "Prefix", backend: {} })) },
  });

  test.each<[string, unknown, unknown[]]>([
    [
      "has a rule for each host and path",
      { rules: [rule("a.example.org", "/", "/cart"), rule(undefined, undefined)] },
      [
        { host: "a.example.org", path: "/", tls: false },
        { host: "a.example.org", path: "/cart", tls: false },
        { host: "", path: "/", tls: false },
      ],
    ],
    [
      "with nothing but a default backend serves everything",
      { defaultBackend: { service: { name: "web" } } },
      [{ host: "", path: "/", tls: false }],
    ],
    [
      "speaks TLS for the hosts that it names",
      {
        rules: [rule("a.example.org", "/"), rule("b.example.org", "/")],
        tls: [{ hosts: ["a.example.org"] }],
      },
      [
        { host: "a.example.org", path: "/", tls: true },
        { host: "b.example.org", path: "/", tls: false },
      ],
    ],
    [
      "speaks TLS for one level below a wildcard",
      {
        rules: [rule("a.example.org", "/"), rule("a.b.example.org", "/")],
        tls: [{ hosts: ["*.example.org"] }],
      },
      [
        { host: "a.example.org", path: "/", tls: true },
        { host: "a.b.example.org", path: "/", tls: false },
      ],
    ],
    [
      "speaks TLS for all of its hosts when it names none",
      { rules: [rule("a.example.org", "/")], tls: [{ secretName: "x" }] },
      [{ host: "a.example.org", path: "/", tls: true }],
    ],
    ["may have no rule at all", {}, []],
  ])("%s", async (_what, spec, rules) => {
    expect((await read(spec))?.rules).toEqual(rules);
  });

  test("is found at the addresses and names of its status", async () => {
    const status = { loadBalancer: { ingress: [{ ip: "10.0.0.1" }, { hostname: "lb.example.org" }, {}] } };

    expect((await read({}, status))?.addresses).toEqual(["10.0.0.1", "lb.example.org"]);
    expect((await read({}))?.addresses).toEqual([]);
  });
});

test("network policies count when they isolate for incoming traffic", async () => {
  const policy = (name: string, policyTypes?: string[]) => ({
    metadata: metadata(name),
    spec: {
      podSelector: { matchLabels: { app: name } },
      ...(policyTypes === undefined ? {} : { policyTypes }),
    },
  });
  const api = apiOf({
    "/apis/networking.k8s.io/v1/networkpolicies": [
      policy("plain"),
      policy("in", ["Ingress", "Egress"]),
      policy("out", ["Egress"]),
    ],
  });

  const found = await readIsolations(api);

  expect(found.map(({ selector }) => selector.matchLabels.app)).toEqual(["plain", "in"]);
});

test("storage is claims, volumes, attachments, and who uses them", async () => {
  const pod = (name: string, phase: string, over: Record<string, unknown> = {}) => ({
    metadata: metadata(name, { uid: `uid-${name}`, ...over }),
    spec: {
      nodeName: "agent-1",
      volumes: [
        { name: "data", persistentVolumeClaim: { claimName: "data" } },
        { name: "scratch", ephemeral: {} },
        { name: "config", configMap: { name: "x" } },
      ],
    },
    status: { phase },
  });
  const api = apiOf({
    "/api/v1/persistentvolumeclaims": [
      {
        metadata: metadata("data"),
        spec: { volumeName: "pvc-1", storageClassName: "local-path", accessModes: ["ReadWriteOnce"] },
        status: { phase: "Bound" },
      },
      {
        metadata: metadata("raw"),
        spec: { volumeMode: "Block", storageClassName: "longhorn", accessModes: ["ReadOnlyMany"] },
      },
    ],
    "/api/v1/persistentvolumes": [
      { metadata: { name: "pvc-1" }, spec: { hostPath: { path: "/srv/pvc-1" } } },
      { metadata: { name: "pvc-2" }, spec: { csi: { driver: "x" } } },
    ],
    "/apis/storage.k8s.io/v1/volumeattachments": [
      {
        metadata: { name: "x" },
        spec: { nodeName: "agent-1", source: { persistentVolumeName: "pvc-2" } },
        status: { attached: false, attachError: { message: "no such device" } },
      },
      { metadata: { name: "y" }, spec: { nodeName: "agent-2" }, status: { attached: true } },
    ],
    "/apis/storage.k8s.io/v1/storageclasses": [
      { metadata: { name: "local-path" }, volumeBindingMode: "WaitForFirstConsumer" },
      { metadata: { name: "longhorn" }, volumeBindingMode: "Immediate" },
    ],
    "/api/v1/pods": [
      pod("db", "Running"),
      pod("old", "Running", { deletionTimestamp: "2026-06-01T10:00:00Z" }),
      pod("done", "Succeeded"),
    ],
  });

  const { claims, volumes, attachments, uses } = await readStorage(api);

  expect(claims).toMatchObject([
    { name: "data", phase: "Bound", volume: "pvc-1", block: false, readOnly: false, waitsForConsumer: true },
    { name: "raw", phase: "Pending", volume: null, block: true, readOnly: true, waitsForConsumer: false },
  ]);
  expect(volumes).toEqual([
    { name: "pvc-1", hostPath: "/srv/pvc-1" },
    { name: "pvc-2", hostPath: null },
  ]);
  expect(attachments).toEqual([
    { node: "agent-1", volume: "pvc-2", error: "no such device" },
    { node: "agent-2", volume: null, error: null },
  ]);
  expect(uses.map(({ pod, claim, running }) => [pod, claim, running])).toEqual([
    ["db", "data", true],
    ["db", "db-scratch", true],
    ["old", "data", false],
    ["old", "old-scratch", false],
  ]);
});
