import { z } from "zod";

/** The parts of Kubernetes' answers that we read; everything else is dropped at the door. */

const Text = z.string();
const Labels = z.record(Text, Text).default({});

const Owner = z.object({ kind: Text, name: Text, controller: z.boolean().optional() });

export const Meta = z.object({
  name: Text,
  namespace: Text.default(""),
  labels: Labels,
  annotations: Labels,
  resourceVersion: Text.optional(),
  deletionTimestamp: Text.optional(),
  ownerReferences: z.array(Owner).default([]),
  managedFields: z
    .array(
      z.object({
        manager: Text.default(""),
        apiVersion: Text.optional(),
        subresource: Text.default(""),
        time: Text.optional(),
      }),
    )
    .default([]),
});
export type Meta = z.infer<typeof Meta>;

const Condition = z.object({ type: Text, status: Text, reason: Text.optional(), message: Text.optional() });

export const NodeObject = z.object({
  metadata: Meta,
  spec: z.object({ unschedulable: z.boolean().default(false) }).prefault({}),
  status: z.object({
    conditions: z.array(Condition).default([]),
    nodeInfo: z.object({ kubeletVersion: Text, architecture: Text }),
    addresses: z.array(z.object({ type: Text, address: Text })).nullish(),
  }),
});
export type NodeObject = z.infer<typeof NodeObject>;

export const LeaseObject = z.object({
  metadata: Meta,
  spec: z
    .object({
      holderIdentity: Text.nullish(),
      renewTime: Text.nullish(),
      leaseDurationSeconds: z.number().nullish(),
    })
    .prefault({}),
});
export type LeaseObject = z.infer<typeof LeaseObject>;

export const PodObject = z.object({
  metadata: Meta,
  spec: z.object({
    nodeName: Text.default(""),
    volumes: z.array(z.object({ emptyDir: z.looseObject({}).nullish() })).default([]),
  }),
  status: z
    .object({ phase: Text.default("Unknown"), conditions: z.array(Condition).default([]) })
    .prefault({}),
});
export type PodObject = z.infer<typeof PodObject>;

const Requirement = z.object({
  key: Text,
  operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
  values: z.array(Text).default([]),
});
export const Selector = z.object({ matchLabels: Labels, matchExpressions: z.array(Requirement).default([]) });

export const BudgetObject = z.object({
  metadata: Meta,
  spec: z.object({
    selector: Selector.nullish(),
  }),
  status: z
    .object({
      disruptionsAllowed: z.number().default(0),
      currentHealthy: z.number().default(0),
      desiredHealthy: z.number().default(0),
      expectedPods: z.number().default(0),
      disruptedPods: z.record(z.string(), z.unknown()).nullish(),
    })
    .prefault({}),
});

export const WorkloadObject = z.object({
  metadata: Meta,
  spec: z.object({ replicas: z.number().optional() }).prefault({}),
  status: z
    .object({
      readyReplicas: z.number().default(0),
      desiredNumberScheduled: z.number().default(0),
      numberReady: z.number().default(0),
    })
    .prefault({}),
});

export const ApiServiceObject = z.object({
  metadata: Meta,
  status: z.object({ conditions: z.array(Condition).default([]) }).prefault({}),
});

const Webhook = z.object({
  name: Text,
  failurePolicy: Text.default("Fail"),
  clientConfig: z.object({ service: z.object({ name: Text, namespace: Text }).nullish() }),
});
export const WebhookConfigurationObject = z.object({
  metadata: Meta,
  webhooks: z.array(Webhook).default([]),
});

export const MetaObject = z.object({ metadata: Meta });

/** One page of a list; the items are parsed by the caller's own schema. */
export const Page = z.object({
  metadata: z.object({ continue: Text.optional() }).prefault({}),
  items: z.array(z.unknown()).nullish(),
});
