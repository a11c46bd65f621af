import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gatewayAddress, nodeAddress } from "./addresses";
import { nodeNames } from "./node/node-paths";
import type { LabPaths } from "./paths";
import type { LabState } from "./state";

/** Lets the k3s file make the cluster's keys and certificates; what is there already stays. */
export async function makePki(lab: LabPaths, state: LabState, k3sFile: string): Promise<void> {
  const nodes = nodeNames(state.servers, state.agents).flatMap((node) => ["--node", node]);
  const addresses = addressesOf(state).flatMap((address) => ["--address", address]);
  const args = ["lab-pki", "--dir", lab.pkiDir, ...nodes, ...addresses];
  await promisify(execFile)(k3sFile, args);
}

/** Where real servers are reached: each by its own address, all of them by this machine's. */
function addressesOf(state: LabState): string[] {
  if (state.kind === "simulated") return [];
  const servers = nodeNames(state.servers, 0).map((name) => nodeAddress(state, name));
  return [gatewayAddress(state), ...servers];
}
