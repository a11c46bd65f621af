import { createHash } from "node:crypto";
import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import { type ResolvedConfig, resolveConfig } from "../providers/resolve-config";
import { cacheDir } from "../tools/cache-paths";
import { projectOf } from "./context";
import { readStackFile } from "./stack-file";

/** What decides where the configuration of a look comes from. */
export interface LookSource {
  /** `false` with `--no-config`. */
  readonly config: boolean;
  readonly git?: string;
}

const NAME_LENGTH = 63;

/** A name for reports, as the configuration demands one, made from the folder that is looked at. */
function clusterName(folder: string): string {
  const plain = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, NAME_LENGTH);
  return plain.replaceAll(/^-+|-+$/g, "") || "cluster";
}

/** Answers of sources and the last report are kept for each folder, outside of it: it is somebody's repository. */
function stateFolder(folder: string, env: NodeJS.ProcessEnv): string {
  const digest = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  return join(cacheDir(env), "looks", digest);
}

/** The configuration of somebody who has written none. Wishes and backups in it are never used by a look. */
export function defaultConfig(folder: string, env: NodeJS.ProcessEnv = process.env): ResolvedConfig {
  const raw = {
    cluster: { name: clusterName(folder), state: stateFolder(folder, env) },
    versions: { k3s: "channel:stable" },
    backup: { directory: "backups", allowUnencrypted: true },
  };
  return resolveConfig(raw, folder);
}

/** What `detect`, `plan` and `propose` go by: the stack's configuration, or with `--no-config` the defaults. */
export function lookConfig(command: Command, { config, git }: LookSource): ResolvedConfig {
  return config ? readStackFile(projectOf(command)) : defaultConfig(resolve(git ?? "."));
}
