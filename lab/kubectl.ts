import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { kubeconfigFile } from "./kubeconfig";
import { nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";

/** Runs the server's own `k3s kubectl` against the lab's cluster; answers what it prints. */
export async function labKubectl(lab: LabPaths, args: readonly string[], stdin = ""): Promise<string> {
  const server = nodePaths(lab, "server-1");
  const child = spawn(server.binary, ["kubectl", "--kubeconfig", kubeconfigFile(lab), ...args]);
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);
  const code = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), code]);
  if (status !== 0) {
    throw new Error(`kubectl ${args[0]}: ${stderr.trim() || `exit status ${status}`}`);
  }
  return stdout;
}
