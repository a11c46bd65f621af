import { z } from "zod";
import { dnsName, duration, flag } from "./fields";

const Probes = z.strictObject(
  {
    dns: flag()
      .default(true)
      .describe("Every node asks the cluster DNS for the API server's name; default true."),
    services: flag()
      .default(true)
      .describe("Nodes connect to services that have ready endpoints; default true."),
    nodePorts: flag()
      .default(true)
      .describe("Every node connects to the node ports on itself; default true."),
    ingress: flag()
      .default(true)
      .describe("Nodes send the ingress controller a GET for every rule; default true."),
    storage: flag()
      .default(true)
      .describe("Claims, attachments, and the mounts on the nodes are looked at; default true."),
  },
  { error: 'an object such as {"ingress": false}' },
);

export const Validation = z.strictObject(
  {
    probes: Probes.prefault({}).describe("What is measured from the nodes, besides asking the API."),
    probeTimeout: duration()
      .refine((ms) => ms > 0 && ms <= 60_000, { error: "a duration up to 1m" })
      .prefault("3s")
      .describe("How long one connection, answer or request may take; default 3s."),
    clusterDomain: dnsName()
      .default("cluster.local")
      .describe("k3s' --cluster-domain; default cluster.local."),
  },
  { error: 'an object such as {"probes": {"ingress": false}}' },
);
export type Validation = z.infer<typeof Validation>;
