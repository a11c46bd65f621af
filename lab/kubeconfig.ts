import { readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { stringify } from "yaml";
import { apiUrl } from "./addresses";
import { nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";
import { type LabState, readLabState } from "./state";

/** Where the administrator's kubeconfig lies: the server's own, or with several servers one for all of them. */
export function kubeconfigFile(lab: LabPaths, servers = readLabState(lab)?.servers ?? 1): string {
  return servers > 1 ? join(lab.dir, "kubeconfig") : nodePaths(lab, "server-1").kubeconfig;
}

/** With several servers: a kubeconfig that leads to the balancer, and so outlives any one of them. */
export function writeKubeconfig(lab: LabPaths, state: LabState): void {
  if (state.servers === 1) return;
  const data = (file: string) => readFileSync(join(lab.pkiDir, file)).toString("base64");
  const text = stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "default", cluster: { server: apiUrl(state), "certificate-authority-data": data("ca.crt") } },
    ],
    users: [
      {
        name: "default",
        user: { "client-certificate-data": data("admin.crt"), "client-key-data": data("admin.key") },
      },
    ],
    contexts: [{ name: "default", context: { cluster: "default", user: "default" } }],
    "current-context": "default",
  });
  writeFileAtomic.sync(kubeconfigFile(lab, state.servers), text, { mode: 0o600 });
}
