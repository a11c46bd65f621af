import { blocked } from "../../domain/errors";
import type { Address, HttpQuestion, Reply } from "../../domain/ports";
import type { ServicePort, ServiceSummary } from "../../domain/traffic-facts";
import { API_ADDRESS, type FakeKubernetes } from "./fake-kubernetes";

const SILENCE = { failure: "no answer within 3 s" };

/** What nodes meet when they connect somewhere: a kube-proxy on each that knows the services of the fake cluster. */
export class FakeNetwork {
  /** Nodes whose kube-proxy does not work. */
  readonly withoutProxy = new Set<string>();
  /** Nodes whose SSH server carries no streams. */
  readonly withoutForwarding = new Set<string>();
  /** `node port` of those that a firewall shuts. */
  readonly shut = new Set<string>();
  /** Host of an ingress rule -> status. */
  readonly statuses = new Map<string, number>();
  apiAddress = API_ADDRESS;

  constructor(private readonly kubernetes: FakeKubernetes) {}

  connect(node: string, to: Address): Reply<"accepted"> {
    if (this.withoutForwarding.has(node)) {
      const next = "set AllowTcpForwarding yes.";
      throw blocked("SSH_FORWARDING", `the SSH server of ${node} carries no streams.`, next);
    }
    if (this.withoutProxy.has(node) || this.shut.has(`${node} ${to.port}`)) return SILENCE;
    const port = this.portAt(to);
    return port === undefined || port.readyOn.length === 0
      ? { failure: "connection refused" }
      : { answer: "accepted" };
  }

  lookUp(node: string, server: Address): Reply<readonly string[]> {
    const reached = this.connect(node, server);
    return "failure" in reached ? reached : { answer: [this.apiAddress] };
  }

  request(node: string, to: Address, { host }: HttpQuestion): Reply<number> {
    const reached = this.connect(node, to);
    return "failure" in reached ? reached : { answer: this.statuses.get(host) ?? 200 };
  }

  /** A cluster IP; on a node's own address a node port, or the port of a load balancer as ServiceLB opens it there. */
  private portAt({ host, port }: Address): ServicePort | undefined {
    const onNode = this.kubernetes.nodes.some(({ internalIps }) => internalIps.includes(host));
    const isMeant = ({ type, clusterIp }: ServiceSummary, it: ServicePort): boolean =>
      onNode
        ? it.nodePort === port || (type === "LoadBalancer" && it.port === port)
        : clusterIp === host && it.port === port;
    return this.kubernetes
      .serviceFacts()
      .flatMap((service) => service.ports.filter((it) => isMeant(service, it)))[0];
  }
}
