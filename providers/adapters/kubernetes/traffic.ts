import type {
  IngressRule,
  IngressSummary,
  IsolationSummary,
  ServicePort,
  ServiceSummary,
} from "../../../domain/traffic-facts";
import type { Meta } from "./answers";
import type { KubernetesApi } from "./connection";
import { listAll } from "./list";
import { EndpointSliceObject, IngressObject, NetworkPolicyObject, ServiceObject } from "./traffic-answers";

const SERVICE_LABEL = "kubernetes.io/service-name";
const PROBE_ANNOTATION = "gitops-updates/probe";

const mayBeProbed = ({ annotations }: Meta): boolean => annotations[PROBE_ANNOTATION] !== "off";

type Slices = readonly EndpointSliceObject[];

const readyIn = ({ endpoints }: EndpointSliceObject) =>
  (endpoints ?? []).filter(({ conditions }) => conditions.ready !== false);

/** A service's port and the slices' ports that serve it share name and protocol; their numbers differ. */
const serves = ({ ports }: EndpointSliceObject, name: string, protocol: string): boolean =>
  (ports ?? []).some((it) => (it.name ?? "") === name && (it.protocol ?? "TCP") === protocol);

function portsOf({ spec }: ServiceObject, slices: Slices): ServicePort[] {
  return (spec.ports ?? []).map(({ name, protocol, port, nodePort }) => {
    const ready = slices.filter((slice) => serves(slice, name, protocol)).flatMap(readyIn);
    const readyOn = [...new Set(ready.map(({ nodeName }) => nodeName ?? ""))].sort();
    return { name, protocol, port, nodePort: nodePort || null, readyOn };
  });
}

function summarise(service: ServiceObject, slices: Slices): ServiceSummary {
  const { metadata, spec } = service;
  const selector = spec.selector ?? {};
  const hasAddress = spec.type !== "ExternalName" && (spec.clusterIP ?? "None") !== "None";
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    type: spec.type,
    labels: metadata.labels,
    selector,
    selected: spec.type !== "ExternalName" && Object.keys(selector).length > 0,
    readyEndpoints: slices.flatMap(readyIn).length,
    clusterIp: hasAddress ? spec.clusterIP || null : null,
    ports: portsOf(service, slices),
    localOnly: {
      internal: spec.internalTrafficPolicy === "Local",
      external: spec.externalTrafficPolicy === "Local",
    },
    mayBeProbed: mayBeProbed(metadata),
  };
}

export async function readServices(api: KubernetesApi): Promise<ServiceSummary[]> {
  const [services, slices] = await Promise.all([
    listAll(api, "/api/v1/services", ServiceObject),
    listAll(api, "/apis/discovery.k8s.io/v1/endpointslices", EndpointSliceObject),
  ]);
  const slicesOf = Map.groupBy(
    slices,
    ({ metadata }) => `${metadata.namespace}/${metadata.labels[SERVICE_LABEL]}`,
  );
  return services.map((service) => {
    const { namespace, name } = service.metadata;
    return summarise(service, slicesOf.get(`${namespace}/${name}`) ?? []);
  });
}

/** A TLS entry without hosts covers all of them; one with `*.` covers a single level. */
function hasTls({ spec }: IngressObject, host: string): boolean {
  const parent = host.replace(/^[^.]+/, "*");
  return (spec.tls ?? []).some(({ hosts }) => {
    const named = hosts ?? [];
    return named.length === 0 || named.includes(host) || named.includes(parent);
  });
}

function rulesOf(ingress: IngressObject): IngressRule[] {
  const { rules, defaultBackend } = ingress.spec;
  const named = (rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? []).map(({ path }) => ({ host: host ?? "", path: path || "/" })),
  );
  const all = named.length === 0 && defaultBackend ? [{ host: "", path: "/" }] : named;
  return all.map((rule) => ({ ...rule, tls: hasTls(ingress, rule.host) }));
}

export async function readIngresses(api: KubernetesApi): Promise<IngressSummary[]> {
  const ingresses = await listAll(api, "/apis/networking.k8s.io/v1/ingresses", IngressObject);
  return ingresses.map((ingress) => ({
    namespace: ingress.metadata.namespace,
    name: ingress.metadata.name,
    rules: rulesOf(ingress),
    addresses: (ingress.status.loadBalancer.ingress ?? [])
      .map(({ ip, hostname }) => ip || hostname || "")
      .filter((address) => address !== ""),
    mayBeProbed: mayBeProbed(ingress.metadata),
  }));
}

/** Without policyTypes a policy isolates for incoming traffic. */
export async function readIsolations(api: KubernetesApi): Promise<IsolationSummary[]> {
  const policies = await listAll(api, "/apis/networking.k8s.io/v1/networkpolicies", NetworkPolicyObject);
  return policies
    .filter(({ spec }) => (spec.policyTypes ?? ["Ingress"]).includes("Ingress"))
    .map(({ metadata, spec }) => ({ namespace: metadata.namespace, selector: spec.podSelector }));
}
