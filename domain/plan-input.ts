import type { StackConfig } from "./config";
import type { Timings } from "./estimate";
import type { Datastore, Inventory } from "./facts";
import type { Asset } from "./plan";
import type { PlanReport } from "./planning/plan-report";
import type { Channel, K3sRelease } from "./release";
import type { Trait } from "./upgrade-rules";

/** What the path is chosen from. */
export interface PathInput {
  readonly config: StackConfig;
  readonly inventory: Inventory;
  readonly releases: readonly K3sRelease[];
  readonly channels: readonly Channel[];
  readonly now: Date;
}

/** What the whole plan is made from. */
export interface PlanInput extends PathInput {
  /** Files of the first stage's version, see `decidePath`. */
  readonly assets: readonly Asset[];
  /** Why the files could not be looked up: the source is away, or the release is still being made. */
  readonly assetsUnknown?: string | undefined;
  /** The order for everything; absent where only k3s is planned. */
  readonly order?: PlanReport | null | undefined;
  /** Learned from the journal. */
  readonly timings?: Timings;
}

/** The datastore of the servers; agents have none. */
export function datastoreOf({ hosts }: Inventory): Datastore {
  return hosts.find(({ datastore }) => datastore !== "none")?.datastore ?? "none";
}

/** Servers to take last: were etcd's leader restarted early, the next one could be elected just to go as well. */
export function leadersOf({ hosts }: Pick<Inventory, "hosts">): string[] {
  return hosts.filter(({ etcdLeader }) => etcdLeader === true).map(({ node }) => node);
}

/** Over SSH the datastore is seen for sure, over the API only that there is etcd. */
export function traitsOf(inventory: Inventory): ReadonlySet<Trait> {
  const voter = inventory.cluster.nodes.some(({ etcdVoter }) => etcdVoter !== null);
  return new Set(voter || datastoreOf(inventory) === "etcd" ? ["embedded-etcd"] : []);
}
