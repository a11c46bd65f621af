import { z } from "zod";

/**
 * How the provider host reaches the cluster and how careful it is: plain data, derived from the configuration by the
 * program and handed over as a resource input. It holds paths of secrets, never secrets.
 */

const Milliseconds = z.number().int().positive();
const Disruption = z.enum(["drain", "cordon"]);

/** When nodes may be touched; see `gitops-updates:policy.window`. */
const Window = z.object({
  cron: z.string().optional(),
  days: z.array(z.string()).optional(),
  start: z.string().optional(),
  duration: Milliseconds,
  timeZone: z.string(),
});

/** Which probes are sent from the nodes; see `gitops-updates:validation`. */
const Probes = z.object({
  dns: z.boolean(),
  services: z.boolean(),
  nodePorts: z.boolean(),
  ingress: z.boolean(),
  storage: z.boolean(),
  timeoutMs: Milliseconds,
  clusterDomain: z.string(),
});

/** For a state that was written before there were probes; a new plan always says what it wants. */
const NO_PROBES: z.infer<typeof Probes> = {
  dns: false,
  services: false,
  nodePorts: false,
  ingress: false,
  storage: false,
  timeoutMs: 3_000,
  clusterDomain: "cluster.local",
};

export const Settings = z.object({
  cluster: z.string(),
  /** Folder of the configuration. */
  projectDir: z.string(),
  kubernetes: z.object({ kubeconfig: z.string().optional(), context: z.string().optional() }),
  ssh: z.object({
    configFile: z.string().optional(),
    connectTimeoutSeconds: z.number().positive(),
    targets: z.array(
      z.object({
        name: z.string(),
        host: z.string(),
        user: z.string().optional(),
        port: z.number().optional(),
        sudo: z.boolean(),
        unit: z.string().optional(),
      }),
    ),
  }),
  sources: z.object({ channels: z.string(), releases: z.string(), download: z.string() }),
  stateDir: z.string(),
  policy: z.object({
    maxUnavailable: z.number().int().positive(),
    drain: z.object({
      minor: Disruption,
      patch: Disruption,
      timeoutMs: Milliseconds,
      gracePeriodSeconds: z.number().int().nonnegative().optional(),
      evictBarePods: z.boolean(),
    }),
    nodeTimeoutMs: Milliseconds,
    settleTimeoutMs: Milliseconds,
    stableSamples: z.number().int().positive(),
    crashLoopRestarts: z.number().int().positive(),
    window: z.array(Window),
  }),
  probes: Probes.default(NO_PROBES),
  backup: z.object({
    directory: z.string(),
    recipients: z.array(z.string()),
    recipientsFile: z.string().optional(),
    identityFile: z.string().optional(),
    allowUnencrypted: z.boolean(),
    keep: z.number().int().positive(),
  }),
});
export type Settings = z.infer<typeof Settings>;
