import type { PodFacts } from "./facts";
import { matches } from "./label-selector";
import type { Address } from "./ports";
import type { IsolationSummary, ServicePort, ServiceSummary } from "./traffic-facts";

/** Which promises of Kubernetes are worth measuring from which node; pure. */

/** A TCP port of a service, and the nodes that it must answer on; `null` is every node. */
export interface PortTarget {
  /** `shop/web:80`. */
  readonly what: string;
  readonly port: number;
  readonly clusterIp: string;
  readonly nodes: readonly string[] | null;
}

export const nameOfService = ({ namespace, name }: Pick<ServiceSummary, "namespace" | "name">): string =>
  `${namespace}/${name}`;

/** The API server's own service has no selector, and pods cannot do without it. */
const isApi = (service: ServiceSummary): boolean => nameOfService(service) === "default/kubernetes";

/**
 * A network policy that isolates a pod decides who may reach it, and nodes other than its own rarely may. What such a
 * service does with a connection from a node says nothing about its health.
 */
function isIsolated(
  { namespace, selector }: ServiceSummary,
  pods: readonly PodFacts[],
  isolations: readonly IsolationSummary[],
): boolean {
  const rules = isolations.filter((it) => it.namespace === namespace);
  if (rules.length === 0) return false;
  const wanted = { matchLabels: selector, matchExpressions: [] };
  const behind = pods.filter((pod) => pod.namespace === namespace && matches(wanted, pod.labels));
  return behind.some(({ labels }) => rules.some((rule) => matches(rule.selector, labels)));
}

/** Services that promise an answer to anybody: kept by controllers, asked for by nobody to be left alone, not isolated. */
export function openServices(
  services: readonly ServiceSummary[],
  pods: readonly PodFacts[],
  isolations: readonly IsolationSummary[],
): ServiceSummary[] {
  return services.filter(
    (service) =>
      service.mayBeProbed &&
      (service.selected || isApi(service)) &&
      service.clusterIp !== null &&
      !isIsolated(service, pods, isolations),
  );
}

const isServed = ({ protocol, readyOn }: ServicePort): boolean => protocol === "TCP" && readyOn.length > 0;

export function clusterTargets(services: readonly ServiceSummary[]): PortTarget[] {
  return services.flatMap((service) =>
    service.ports.filter(isServed).map(({ port, readyOn }) => ({
      what: `${nameOfService(service)}:${port}`,
      port,
      clusterIp: service.clusterIp ?? "",
      nodes: service.localOnly.internal ? readyOn : null,
    })),
  );
}

export interface NodePortTarget {
  readonly what: string;
  readonly port: number;
  readonly nodes: readonly string[] | null;
}

/** With `externalTrafficPolicy: Local` a node without an endpoint of its own is meant to stay silent. */
export function nodePortTargets(services: readonly ServiceSummary[]): NodePortTarget[] {
  return services.flatMap((service) =>
    service.ports.filter(isServed).flatMap(({ nodePort, readyOn }) => {
      if (nodePort === null) return [];
      const nodes = service.localOnly.external ? readyOn : null;
      return [{ what: `${nameOfService(service)}:${nodePort}`, port: nodePort, nodes }];
    }),
  );
}

export const concerns = ({ nodes }: { readonly nodes: readonly string[] | null }, node: string): boolean =>
  nodes === null || nodes.includes(node);

const DNS_NAMES = ["kube-dns", "coredns"];

/** Where the cluster DNS listens for TCP; `null` when there is none of the usual name. */
export function dnsServer(services: readonly ServiceSummary[]): Address | null {
  const dns = services.find(({ namespace, name }) => namespace === "kube-system" && DNS_NAMES.includes(name));
  const ports = dns?.ports.filter(({ protocol }) => protocol === "TCP") ?? [];
  const port = ports.find(({ port, name }) => port === 53 || name.startsWith("dns"))?.port;
  return dns?.clusterIp == null || port === undefined ? null : { host: dns.clusterIp, port };
}

/** The address that `kubernetes.default` must resolve to. */
export const apiAddress = (services: readonly ServiceSummary[]): string | null =>
  services.find(isApi)?.clusterIp ?? null;
