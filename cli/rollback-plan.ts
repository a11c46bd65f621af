import { usage } from "../domain/errors";
import { minorOf, onlyVersion } from "../domain/k3s-version";
import { nodesGoingBack } from "../domain/rollback-nodes";
import { type Sidecar, versionOf } from "../providers/backup/manifest";
import type { HistoryEntry } from "./history";

/** What a rollback will do, decided before anything is touched. */
export interface RollbackPlan {
  readonly from: readonly string[];
  readonly to: string;
  readonly kind: "patch" | "minor";
  readonly backup: string;
  readonly takenAt: string;
  readonly does: readonly string[];
  readonly loses: readonly string[];
}

const versionAfter = ({ versions }: HistoryEntry): string | null =>
  onlyVersion(Object.values(versions ?? {}));

/** What ran before the first update is known from the backup that it took. */
function versionBefore(history: readonly HistoryEntry[], backups: readonly Sidecar[]): string {
  const first = history.find(({ backup }) => backup !== null)?.backup;
  const backup = backups.find(({ manifest }) => manifest.id === first);
  const version = backup === undefined ? null : versionOf(backup.manifest);
  if (version !== null) return version;
  const found = backup === undefined ? "left no backup in this folder" : "found nodes of several versions";
  throw usage("UPDATE_UNKNOWN", `the first update ${found}.`, "name a version: gitops-update backup list");
}

/** `--to` is an update of the stack's history, or a version. */
export function targetOf(to: string, history: readonly HistoryEntry[], backups: readonly Sidecar[]): string {
  if (to.startsWith("v")) return to;
  if (to === "0") return versionBefore(history, backups);
  const entry = history.find(({ update }) => String(update) === to);
  const version = entry === undefined ? null : versionAfter(entry);
  if (version !== null) return version;
  const known = history.filter((it) => versionAfter(it) !== null).map((it) => it.update);
  throw usage(
    "UPDATE_UNKNOWN",
    `update ${to} left no single version (those that did: ${known.join(", ") || "none"}).`,
    "run: gitops-update history",
  );
}

/** The newest backup of a cluster that ran the version everywhere: the last moment to which one can return. */
function backupFor(version: string, backups: readonly Sidecar[]): Sidecar {
  const found = backups.find(({ manifest }) => versionOf(manifest) === version);
  if (found !== undefined) return found;
  const known = [...new Set(backups.flatMap(({ manifest }) => manifest.nodes.map((node) => node.version)))];
  const next = "a minor can only be undone with a backup taken on it: gitops-update backup list";
  throw usage(
    "BACKUP_UNKNOWN",
    `no backup was taken at ${version} (there are some of: ${known.join(", ") || "none"}).`,
    next,
  );
}

const WHAT = {
  patch: {
    does: ["puts the kept binary back on one node after the other and restarts k3s there"],
    loses: ["nothing: within a minor the old version reads the datastore as it is"],
  },
  minor: {
    does: [
      "stops k3s on every node (running containers stay up; the API is away meanwhile)",
      "puts the old binaries back and restores the datastore on the first server",
      "starts the servers (with etcd the others join the first one anew), then the agents",
    ],
    loses: [
      "every change to Kubernetes objects since the backup",
      "the status that controllers wrote since then",
    ],
  },
} as const;

/** What the hosts are found to be: the versions of their k3s files, and the names of the nodes. */
export interface Present {
  readonly from: readonly string[];
  readonly nodes: readonly string[];
}

export function planRollback(
  to: string,
  { from, nodes }: Present,
  backups: readonly Sidecar[],
): RollbackPlan {
  const { manifest } = backupFor(to, backups);
  nodesGoingBack(manifest.nodes, nodes);
  const crosses = from.some((version) => minorOf(version) !== minorOf(to));
  const kind = crosses ? "minor" : "patch";
  return { from, to, kind, backup: manifest.id, takenAt: manifest.createdAt, ...WHAT[kind] };
}
