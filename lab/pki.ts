import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { LabPaths } from "./paths";

/** Lets the k3s file make the cluster's keys and certificates; what is there already stays. */
export async function makePki(lab: LabPaths, k3sFile: string, nodes: readonly string[]): Promise<void> {
  const args = ["lab-pki", "--dir", lab.pkiDir, ...nodes.flatMap((node) => ["--node", node])];
  await promisify(execFile)(k3sFile, args);
}
