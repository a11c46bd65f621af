import type { HostFacts } from "../../domain/facts";
import type { Settings } from "../settings";
import type { World } from "../world";

/** One part of the cluster's state, collected into files below `folder`. */
export interface BackupSource {
  /** Equals the file name; also the folder of its files in the bundle. */
  readonly id: string;
  /** What it saves, for progress and manifest. */
  readonly title: string;
  /** Writes its files; throws rather than saving half. */
  collect(request: CollectRequest): Promise<void>;
}

export interface CollectRequest {
  readonly world: World;
  readonly settings: Settings;
  readonly hosts: readonly HostFacts[];
  /** Private folder of this source; empty. */
  readonly folder: string;
  /** Name of the backup, for snapshots that carry a name on the node. */
  readonly id: string;
}
