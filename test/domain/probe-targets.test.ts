import type { PodFacts } from "../../domain/facts";
import {
  apiAddress,
  clusterTargets,
  concerns,
  dnsServer,
  nodePortTargets,
  openServices,
} from "../../domain/probe-targets";
import type { IsolationSummary, ServicePort, ServiceSummary } from "../../domain/traffic-facts";
import { pod } from "./fixtures";

const port = (over: Partial<ServicePort> = {}): ServicePort => ({
  name: "",
  protocol: "TCP",
  port: 80,
  nodePort: null,
  readyOn: ["agent-1"],
  ...over,
});

const service = (over: Partial<ServiceSummary> = {}): ServiceSummary => ({
  namespace: "shop",
  name: "web",
  type: "ClusterIP",
  labels: {},
  selector: { app: "web" },
  selected: true,
  readyEndpoints: 1,
  clusterIp: "10.43.0.7",
  ports: [port()],
  localOnly: { internal: false, external: false },
  mayBeProbed: true,
  ...over,
});

const isolation = (matchLabels: Readonly<Record<string, string>>, namespace = "shop"): IsolationSummary => ({
  namespace,
  selector: { matchLabels, matchExpressions: [] },
});

describe("a service is asked", () => {
  const isAsked = (it: ServiceSummary, isolations: readonly IsolationSummary[] = []): boolean =>
    openServices([it], [pod({ name: "web-1" }) satisfies PodFacts], isolations).length === 1;

  test.each<[string, boolean, Partial<ServiceSummary>]>([
    ["as a rule", true, {}],
    ["not when nobody keeps its endpoints", false, { selected: false }],
    [
      "when it is the API server's own",
      true,
      { namespace: "default", name: "kubernetes", selected: false, selector: {} },
    ],
    ["not when it is headless", false, { clusterIp: null }],
    ["not when it wants to be left alone", false, { mayBeProbed: false }],
  ])("%s", (_what, expected, over) => {
    expect(isAsked(service(over))).toBe(expected);
  });

  test.each<[string, boolean, IsolationSummary]>([
    ["not when a policy isolates its pods", false, isolation({ app: "web" })],
    ["not when a policy isolates the whole namespace", false, isolation({})],
    ["when a policy isolates other pods", true, isolation({ app: "db" })],
    ["when a policy is in another namespace", true, isolation({}, "flux-system")],
  ])("%s", (_what, expected, it) => {
    expect(isAsked(service(), [it])).toBe(expected);
  });
});

describe("cluster IPs", () => {
  test("are asked for TCP ports that somebody serves", () => {
    const ports = [port(), port({ port: 53, protocol: "UDP" }), port({ port: 81, readyOn: [] })];

    expect(clusterTargets([service({ ports })])).toEqual([
      { what: "shop/web:80", port: 80, clusterIp: "10.43.0.7", nodes: null },
    ]);
  });

  test("that stay on the node are asked only where there is an endpoint", () => {
    const [target] = clusterTargets([service({ localOnly: { internal: true, external: false } })]);

    expect(["agent-1", "agent-2"].map((node) => target && concerns(target, node))).toEqual([true, false]);
  });
});

describe("node ports", () => {
  const ports = [port({ nodePort: 30080 }), port({ port: 81 })];

  test("are asked on every node", () => {
    expect(nodePortTargets([service({ ports })])).toEqual([
      { what: "shop/web:30080", port: 30080, nodes: null },
    ]);
  });

  test("with externalTrafficPolicy Local are asked only where there is an endpoint", () => {
    const local = service({ ports, localOnly: { internal: false, external: true } });

    expect(nodePortTargets([local])).toMatchObject([{ nodes: ["agent-1"] }]);
  });
});

describe("the cluster DNS", () => {
  const dns = (over: Partial<ServiceSummary> = {}) =>
    service({
      namespace: "kube-system",
      name: "kube-dns",
      ports: [port({ name: "dns", port: 53, protocol: "UDP" }), port({ name: "dns-tcp", port: 53 })],
      ...over,
    });

  test.each<[string, ServiceSummary[], unknown]>([
    ["is asked where it listens for TCP", [service(), dns()], { host: "10.43.0.7", port: 53 }],
    ["may have CoreDNS' own name", [dns({ name: "coredns" })], { host: "10.43.0.7", port: 53 }],
    ["is not asked when it listens for UDP only", [dns({ ports: [port({ protocol: "UDP" })] })], null],
    ["may be missing", [service()], null],
    ["is not what somebody else calls so", [dns({ namespace: "shop" })], null],
  ])("%s", (_what, services, expected) => {
    expect(dnsServer(services)).toEqual(expected);
  });

  test("must know the API server's service", () => {
    expect(apiAddress([service({ namespace: "default", name: "kubernetes" })])).toBe("10.43.0.7");
    expect(apiAddress([service()])).toBeNull();
  });
});
