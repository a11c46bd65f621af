import { CORDON_ANNOTATION } from "../../domain/cordon";
import { blocked } from "../../domain/errors";
import type { HostFacts, Inventory, NodeFacts } from "../../domain/facts";
import { bumpKind } from "../../domain/k3s-version";
import { orderNodes } from "../../domain/node-order";
import type { Asset } from "../../domain/plan";
import { leadersOf } from "../../domain/plan-input";
import type { Settings } from "../settings";
import type { NodeTask } from "./rollout-context";

export interface TaskRequest {
  readonly inventory: Inventory;
  readonly target: string;
  readonly policy: Settings["policy"];
  readonly assets: readonly Asset[];
}

function hostOf({ hosts }: Inventory, node: string): HostFacts {
  const host = hosts.find((it) => it.node === node);
  if (host !== undefined) return host;
  throw blocked("NODE_UNREACHABLE", `${node} cannot be reached over SSH.`, "run: gitops-update doctor");
}

function digestFor(assets: readonly Asset[], arch: string, node: string): string {
  const asset = assets.find((it) => it.arch === arch);
  if (asset !== undefined) return asset.sha256;
  throw blocked(
    "ASSET_MISSING",
    `no release file is pinned for ${node} (${arch}).`,
    "run the preview again.",
  );
}

/** Runs the target, is Ready, and no cordon of ours is left on it. */
const isFinished = ({ version, ready, annotations }: NodeFacts, target: string): boolean =>
  version === target && ready && !(CORDON_ANNOTATION in annotations);

/** What is left to do, in the order in which nodes are taken: what an earlier run left half done comes first. */
function remainingNodes(inventory: Inventory, target: string): NodeFacts[] {
  const { nodes } = inventory.cluster;
  const behind = orderNodes(nodes, target, { last: leadersOf(inventory) });
  const halfDone = nodes.filter((node) => !behind.includes(node.name) && !isFinished(node, target));
  return [...halfDone, ...behind.flatMap((name) => nodes.filter((node) => node.name === name))];
}

/** One task for every node that is not finished, servers first, one at a time, then agents. */
export function nodeTasks({ inventory, target, policy, assets }: TaskRequest): NodeTask[] {
  return remainingNodes(inventory, target).map(({ name, role, version, leaseRenewedAt }) => {
    const { unit, binary, dataDir, arch } = hostOf(inventory, name);
    // A node that runs the target already is only finished (uncordoned, settled); no file is needed for that.
    const sha256 = version === target ? "" : digestFor(assets, arch, name);
    const disruption = bumpKind(version, target) === "minor" ? policy.drain.minor : policy.drain.patch;
    const paths = { unit, binary, dataDir };
    return {
      node: name,
      role,
      from: version,
      to: target,
      disruption,
      ...paths,
      sha256,
      leaseBefore: leaseRenewedAt,
    };
  });
}
