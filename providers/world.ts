import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock, Cluster, Http, Journal, NodeNetwork, NodeShell } from "../domain/ports";
import { systemClock } from "./adapters/clock";
import { openHttp } from "./adapters/http";
import { openJournal } from "./adapters/journal-file";
import { openCluster } from "./adapters/kubernetes/cluster";
import { openNodeNetwork } from "./adapters/node-network";
import { type Connections, openSshShell } from "./adapters/ssh";
import type { Settings } from "./settings";

/** Everything that can be touched, handed in from one place. */
export interface World {
  readonly cluster: Cluster;
  readonly shell: NodeShell;
  readonly network: NodeNetwork;
  readonly http: Http;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Folder for journal, downloads and requests to stop; survives runs. */
  readonly stateDir: string;
  /** Who we are in locks: host and process. */
  readonly identity: string;
}

/** The composition root of effects: adapters are chosen here and nowhere else. */
export function openWorld(settings: Settings, connections: Connections = "shared"): World {
  const ssh = { ...settings.ssh, connections };
  const shell = openSshShell(ssh);
  return {
    cluster: openCluster(settings.kubernetes),
    shell,
    network: openNodeNetwork(ssh, shell),
    http: openHttp(),
    clock: systemClock,
    journal: openJournal(join(settings.stateDir, "journal.jsonl"), systemClock.now),
    stateDir: settings.stateDir,
    identity: `${hostname()}/${process.pid}`,
  };
}
