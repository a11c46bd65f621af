import { z } from "zod";
import { Meta, Selector } from "./answers";

/** What is read of services, ingresses and network policies. */

const Text = z.string();

const Port = z.object({
  name: Text.default(""),
  protocol: Text.default("TCP"),
  port: z.number(),
  nodePort: z.number().nullish(),
});

export const ServiceObject = z.object({
  metadata: Meta,
  spec: z
    .object({
      selector: z.record(Text, Text).nullish(),
      type: Text.default("ClusterIP"),
      clusterIP: Text.nullish(),
      ports: z.array(Port).nullish(),
      internalTrafficPolicy: Text.nullish(),
      externalTrafficPolicy: Text.nullish(),
    })
    .prefault({}),
});
export type ServiceObject = z.infer<typeof ServiceObject>;

const Endpoint = z.object({
  nodeName: Text.nullish(),
  conditions: z.object({ ready: z.boolean().nullish() }).prefault({}),
});

export const EndpointSliceObject = z.object({
  metadata: Meta,
  ports: z.array(z.object({ name: Text.nullish(), protocol: Text.nullish() })).nullish(),
  endpoints: z.array(Endpoint).nullish(),
});
export type EndpointSliceObject = z.infer<typeof EndpointSliceObject>;

const Path = z.object({ path: Text.nullish() });
const Rule = z.object({ host: Text.nullish(), http: z.object({ paths: z.array(Path).nullish() }).nullish() });

export const IngressObject = z.object({
  metadata: Meta,
  spec: z
    .object({
      rules: z.array(Rule).nullish(),
      tls: z.array(z.object({ hosts: z.array(Text).nullish() })).nullish(),
      defaultBackend: z.looseObject({}).nullish(),
    })
    .prefault({}),
  status: z
    .object({
      loadBalancer: z
        .object({ ingress: z.array(z.object({ ip: Text.nullish(), hostname: Text.nullish() })).nullish() })
        .prefault({}),
    })
    .prefault({}),
});
export type IngressObject = z.infer<typeof IngressObject>;

export const NetworkPolicyObject = z.object({
  metadata: Meta,
  spec: z.object({ podSelector: Selector, policyTypes: z.array(Text).nullish() }),
});
