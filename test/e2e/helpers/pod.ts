import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { tempFolder } from "../../helpers/temp-folder";
import type { KubeApi } from "./kube-api";
import { type CommandResult, resultOf } from "./project";

const main = resolve(__dirname, "..", "..", "..", "bin", "cli", "main.js");

/** Mounts are needed to put an account where a pod has it; only root may. */
export const canActAsPod = process.getuid?.() === 0 && spawnSync("unshare", ["--mount", "true"]).status === 0;

/** Everything below /run is this process's own, and holds nothing but the account. */
const ENTER = `
set -eu
mount -t tmpfs tmpfs /run
mkdir -p /run/secrets/kubernetes.io/serviceaccount
cp "$1/token" "$1/ca.crt" /run/secrets/kubernetes.io/serviceaccount/
shift
exec "$@"`;

export interface Pod {
  /** What the ConfigMap holds. */
  readonly files: Readonly<Record<string, string>>;
  readonly token: string;
  readonly args: readonly string[];
}

/** Runs the built command where a pod would: its account, its ConfigMap, its variables, and nothing of the user's. */
export function runAsPod({ server, ca }: KubeApi, { files, token, args }: Pod): Promise<CommandResult> {
  const folder = tempFolder();
  const [account, config] = ["account", "config"].map((name) => join(folder, name)) as [string, string];
  for (const name of [account, config]) mkdirSync(name);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text, { mode: 0o444 });
  writeFileSync(join(account, "token"), token);
  writeFileSync(join(account, "ca.crt"), ca);
  const { hostname, port } = new URL(server);
  const words = args.map((word) => (word === "/config" ? config : word));
  const child = spawn(
    "unshare",
    ["--mount", "sh", "-c", ENTER, "pod", account, process.execPath, main, ...words],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        NO_COLOR: "1",
        KUBERNETES_SERVICE_HOST: hostname,
        KUBERNETES_SERVICE_PORT: port,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  return resultOf(child);
}
