import { ingressController, ingressRoutes } from "../../domain/ingress-routes";
import type { IngressRule, IngressSummary, ServicePort, ServiceSummary } from "../../domain/traffic-facts";
import { node } from "./fixtures";

const port = (name: string, number: number, nodePort: number | null = null): ServicePort => ({
  name,
  protocol: "TCP",
  port: number,
  nodePort,
  readyOn: ["agent-1"],
});

const traefik = (over: Partial<ServiceSummary> = {}): ServiceSummary => ({
  namespace: "kube-system",
  name: "traefik",
  type: "LoadBalancer",
  labels: {},
  selector: { app: "traefik" },
  selected: true,
  readyEndpoints: 1,
  clusterIp: "10.43.0.9",
  ports: [port("web", 80, 30080), port("websecure", 443, 30443)],
  localOnly: { internal: false, external: false },
  mayBeProbed: true,
  ...over,
});

const ingress = (rule: Partial<IngressRule> = {}, over: Partial<IngressSummary> = {}): IngressSummary => ({
  namespace: "shop",
  name: "web",
  rules: [{ host: "shop.example.org", path: "/", tls: false, ...rule }],
  addresses: ["10.0.0.1", "10.0.0.2"],
  mayBeProbed: true,
  ...over,
});

const agent = (ip: string) => node({ name: "agent-1", internalIps: [ip] });

const toOf = (it: IngressSummary, services: readonly ServiceSummary[] = [traefik()], ip = "10.0.0.2") =>
  ingressRoutes([it], services, agent(ip))[0]?.to;

describe("an ingress rule is asked", () => {
  const ClusterIp = traefik({ type: "ClusterIP" });

  test.each<[string, unknown, unknown]>([
    ["on the node itself, where its address is", toOf(ingress()), { host: "10.0.0.2", port: 80 }],
    [
      "at the first address, where the node has none",
      toOf(ingress(), [traefik()], "10.0.0.9"),
      { host: "10.0.0.1", port: 80 },
    ],
    ["on the port for TLS", toOf(ingress({ tls: true })), { host: "10.0.0.2", port: 443 }],
    ["without knowing the controller", toOf(ingress(), []), { host: "10.0.0.2", port: 80 }],
    [
      "on the node port of a controller that has no other",
      toOf(ingress({ tls: true }), [traefik({ type: "NodePort" })]),
      { host: "10.0.0.2", port: 30443 },
    ],
    [
      "at the controller's service, where the status names no address",
      toOf(ingress({}, { addresses: [] }), [ClusterIp]),
      { host: "10.43.0.9", port: 80 },
    ],
    ["nowhere, when nobody serves it", toOf(ingress({}, { addresses: [] }), []), null],
  ])("%s", (_what, to, expected) => {
    expect(to).toEqual(expected);
  });
});

describe("what is asked", () => {
  const questionOf = (rule: Partial<IngressRule>) =>
    ingressRoutes([ingress(rule)], [traefik()], agent("10.0.0.2"))[0]?.question;

  test.each<[string, Partial<IngressRule>, unknown]>([
    ["is the rule's host and path", { path: "/cart" }, { host: "shop.example.org", path: "/cart" }],
    ["is some host below a wildcard", { host: "*.example.org" }, { host: "gitops-updates.example.org" }],
    ["is the address where any host will do", { host: "" }, { host: "10.0.0.2" }],
    ["ends where a regular expression begins", { path: "/api(/|$)(.*)" }, { path: "/api" }],
    ["is never less than the root", { path: "(.*)" }, { path: "/" }],
    ["holds nothing that breaks a request", { path: "/a b\r\nx: y" }, { path: "/a" }],
  ])("%s", (_what, rule, expected) => {
    expect(questionOf(rule)).toMatchObject(expected as object);
  });

  test("is asked once, however often the same rule is there", () => {
    const twice = [ingress(), ingress()];

    expect(ingressRoutes(twice, [traefik()], agent("10.0.0.2")).map(({ what }) => what)).toEqual([
      "shop/web shop.example.org/",
    ]);
  });

  test("leaves alone who wants to be left alone", () => {
    expect(ingressRoutes([ingress({}, { mayBeProbed: false })], [traefik()], agent("10.0.0.2"))).toEqual([]);
  });
});

describe("the ingress controller", () => {
  test.each<[string, ServiceSummary[], string | null]>([
    ["is known by its name", [traefik({ name: "my-traefik" })], "my-traefik"],
    [
      "is known by its label",
      [traefik({ name: "gate", labels: { "app.kubernetes.io/name": "ingress-nginx" } })],
      "gate",
    ],
    [
      "is the one that is open to the outside",
      [traefik({ name: "traefik-inner", type: "ClusterIP" }), traefik()],
      "traefik",
    ],
    ["has a port for HTTP", [traefik({ ports: [port("metrics", 9100)] })], null],
    ["may be missing", [traefik({ name: "web" })], null],
  ])("%s", (_what, services, expected) => {
    expect(ingressController(services)?.name ?? null).toBe(expected);
  });
});
