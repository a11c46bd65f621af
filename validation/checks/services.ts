import { finding } from "../../domain/finding-codes";
import type { Check } from "../types";

export const serviceEndpoints: Check = {
  id: "service-endpoints",
  title: "services have ready endpoints",
  async run({ cluster, baseline }) {
    const services = await cluster.services();
    const empty = services.filter(({ selected, readyEndpoints }) => selected && readyEndpoints === 0);
    const names = empty.map(({ namespace, name }) => `${namespace}/${name}`);
    const lost = names.filter((name) => !(baseline?.emptyServices.includes(name) ?? false));
    return lost.map((name) => finding("SERVICE_EMPTY", `service ${name}`, "has no ready endpoint"));
  },
};

const DNS_NAMES = ["kube-dns", "coredns"];

export const clusterDns: Check = {
  id: "cluster-dns",
  title: "the cluster DNS service has ready endpoints",
  async run({ cluster }) {
    const services = await cluster.services();
    const dns = services.filter(
      ({ namespace, name }) => namespace === "kube-system" && DNS_NAMES.includes(name),
    );
    if (dns.length === 0) return "skip";
    if (dns.some(({ readyEndpoints }) => readyEndpoints > 0)) return [];
    const message = "has no ready endpoint, so names do not resolve";
    return [finding("DNS_DOWN", "service kube-system/kube-dns", message)];
  },
};
