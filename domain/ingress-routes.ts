import type { NodeFacts } from "./facts";
import type { Address, HttpQuestion } from "./ports";
import type { IngressRule, IngressSummary, ServicePort, ServiceSummary } from "./traffic-facts";

/** What to send where so that an ingress rule proves itself; pure. */

export interface IngressRoute {
  /** `shop/web web.example.org/cart`, the same on every node. */
  readonly what: string;
  /** `null` when nobody seems to serve the ingress. */
  readonly to: Address | null;
  readonly question: HttpQuestion;
}

const CONTROLLERS = ["traefik", "ingress-nginx", "nginx-ingress", "haproxy", "contour", "envoy", "kong"];
const PLAIN = { number: 80, names: ["web", "http"] };
const SECURE = { number: 443, names: ["websecure", "https"] };

const entrance = ({ ports }: ServiceSummary, { number, names }: typeof PLAIN): ServicePort | undefined =>
  ports.find(({ name, port, protocol }) => protocol === "TCP" && (port === number || names.includes(name)));

const isController = (service: ServiceSummary): boolean =>
  service.clusterIp !== null &&
  entrance(service, PLAIN) !== undefined &&
  CONTROLLERS.some(
    (known) => service.name.includes(known) || service.labels["app.kubernetes.io/name"] === known,
  );

/** One that is open to the outside, before one that is not. */
export function ingressController(services: readonly ServiceSummary[]): ServiceSummary | null {
  const found = services.filter(isController);
  return found.find(({ type }) => type !== "ClusterIP") ?? found[0] ?? null;
}

/**
 * The address in the ingress' status is the way that users take, on the node itself where the node has it. A
 * controller behind node ports is entered there, and one without an address through its own service.
 */
function addressFor(
  { addresses }: IngressSummary,
  tls: boolean,
  controller: ServiceSummary | null,
  { internalIps }: NodeFacts,
): Address | null {
  const kind = tls ? SECURE : PLAIN;
  const door = controller === null ? undefined : entrance(controller, kind);
  const own = internalIps.find((ip) => addresses.includes(ip));
  const [first] = addresses;
  if (first === undefined) {
    return controller === null || door === undefined
      ? null
      : { host: controller.clusterIp ?? "", port: door.port };
  }
  const port =
    controller?.type === "NodePort" ? (door?.nodePort ?? kind.number) : (door?.port ?? kind.number);
  return { host: own ?? first, port };
}

/** Up to the first sign of a regular expression, because such a path is no path that anybody requests. */
const pathOf = (path: string): string => {
  const plain = /^[A-Za-z0-9/._~!&',;=:@%-]*/.exec(path)?.[0] ?? "";
  return plain.startsWith("/") ? plain : `/${plain}`;
};

const hostOf = ({ host }: IngressRule, to: Address | null): string =>
  host === "" ? (to?.host ?? "localhost") : host.replace(/^\*/, "gitops-updates");

export function ingressRoutes(
  ingresses: readonly IngressSummary[],
  services: readonly ServiceSummary[],
  node: NodeFacts,
): IngressRoute[] {
  const controller = ingressController(services);
  const routes = ingresses
    .filter(({ mayBeProbed }) => mayBeProbed)
    .flatMap((ingress) =>
      ingress.rules.map((rule): IngressRoute => {
        const to = addressFor(ingress, rule.tls, controller, node);
        const question = { host: hostOf(rule, to), path: pathOf(rule.path), tls: rule.tls };
        return { what: `${ingress.namespace}/${ingress.name} ${rule.host || "*"}${rule.path}`, to, question };
      }),
    );
  return [...new Map(routes.map((route) => [route.what, route])).values()];
}
