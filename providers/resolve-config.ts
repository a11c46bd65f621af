import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { mergeInventory, parseConfig, type StackConfig } from "../domain/config";
import { usage } from "../domain/errors";
import { Settings } from "./settings";

/** The parsed configuration, and what the provider host needs of it. */
export interface ResolvedConfig {
  readonly config: StackConfig;
  readonly settings: Settings;
}

/** Relative paths start at the project; `~/` is the user's home. */
export function pathIn(projectDir: string, path: string): string {
  if (path.startsWith("~/")) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : resolve(projectDir, path);
}

function readInventory(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    const said = error instanceof Error ? error.message.split("\n")[0] : String(error);
    const next =
      "for the embedded cluster run: gitops-update lab up. Otherwise correct gitops-updates:cluster.inventory.";
    throw usage("INVENTORY_UNREADABLE", `the inventory ${file} cannot be read (${said}).`, next);
  }
}

const WithInventory = z.looseObject({
  cluster: z.looseObject({ inventory: z.string().optional() }).optional(),
});

/** Puts the inventory file underneath the `cluster` key, before anything is judged. */
function withInventory(raw: Readonly<Record<string, unknown>>, projectDir: string): Record<string, unknown> {
  const inventory = WithInventory.safeParse(raw).data?.cluster?.inventory;
  if (inventory === undefined) return { ...raw };
  return { ...raw, cluster: mergeInventory(raw.cluster, readInventory(pathIn(projectDir, inventory))) };
}

/** Where nothing carries traffic there is nothing to probe, whatever else was asked for. */
function probesOf({ cluster, validation }: StackConfig): Settings["probes"] {
  const { probes, probeTimeout: timeoutMs, clusterDomain } = validation;
  const on = (wanted: boolean): boolean => wanted && cluster.carriesTraffic;
  return {
    dns: on(probes.dns),
    services: on(probes.services),
    nodePorts: on(probes.nodePorts),
    ingress: on(probes.ingress),
    storage: on(probes.storage),
    timeoutMs,
    clusterDomain,
  };
}

function settingsOf(config: StackConfig, projectDir: string): Settings {
  const { cluster, policy, backup } = config;
  const path = (value: string | undefined) => (value === undefined ? undefined : pathIn(projectDir, value));
  const { gracePeriod } = policy.drain;
  // Parsed once more so that absent values are absent keys: the engine's wire format knows no `undefined`.
  return Settings.parse(
    JSON.parse(
      JSON.stringify({
        cluster: cluster.name,
        projectDir,
        kubernetes: { kubeconfig: path(cluster.kubeconfig), context: cluster.context },
        ssh: {
          configFile: path(cluster.ssh.configFile),
          connectTimeoutSeconds: cluster.ssh.connectTimeout / 1000,
          targets: cluster.nodes.map((node) => ({ ...node, sudo: node.sudo ?? cluster.ssh.sudo })),
        },
        sources: cluster.sources.k3s,
        stateDir: path(cluster.state ?? join(".state", cluster.name)),
        policy: {
          maxUnavailable: policy.maxUnavailable,
          drain: {
            minor: policy.drain.minor,
            patch: policy.drain.patch,
            timeoutMs: policy.drain.timeout,
            gracePeriodSeconds: gracePeriod === undefined ? undefined : Math.ceil(gracePeriod / 1000),
            evictBarePods: policy.drain.evictBarePods,
          },
          nodeTimeoutMs: policy.nodeTimeout,
          settleTimeoutMs: policy.settleTimeout,
          stableSamples: policy.stableSamples,
          crashLoopRestarts: policy.crashLoopRestarts,
          window: policy.window,
        },
        probes: probesOf(config),
        backup: {
          ...backup,
          directory: path(backup.directory),
          recipientsFile: path(backup.recipientsFile),
          identityFile: path(backup.identityFile),
        },
      }),
    ),
  );
}

/**
 * From the stack's raw `gitops-updates:` keys to something that can be relied on.
 * @throws `CONFIG_INVALID` with every problem, `INVENTORY_UNREADABLE`
 */
export function resolveConfig(raw: Readonly<Record<string, unknown>>, projectDir: string): ResolvedConfig {
  const config = parseConfig(withInventory(raw, projectDir));
  return { config, settings: settingsOf(config, projectDir) };
}
