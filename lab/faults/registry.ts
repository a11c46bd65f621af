import { usage } from "../../domain/errors";
import { clockJump } from "./clock-jump";
import { corruptDownload } from "./corrupt-download";
import { crashLoopBinary } from "./crash-loop-binary";
import { cutNetworkFault } from "./cut-network";
import type { Fault } from "./fault";
import { fullDisk } from "./full-disk";
import { killContainerd } from "./kill-containerd";
import { killEtcd } from "./kill-etcd";
import { killKubelet } from "./kill-kubelet";
import { noForwarding } from "./no-forwarding";
import { pdbBlocks } from "./pdb-blocks";
import { powerOff } from "./power-off";
import { sshDrop } from "./ssh-drop";
import { stoppedNode } from "./stopped-node";
import { wrongChecksum } from "./wrong-checksum";

/** Every fault the lab can inject. */
export const FAULTS: readonly Fault[] = [
  stoppedNode,
  crashLoopBinary,
  corruptDownload,
  wrongChecksum,
  pdbBlocks,
  sshDrop,
  clockJump,
  killKubelet,
  killContainerd,
  killEtcd,
  powerOff,
  cutNetworkFault,
  fullDisk,
  noForwarding,
];

/** The fault of that id; the error names those there are. */
export function findFault(id: string): Fault {
  const fault = FAULTS.find((candidate) => candidate.id === id);
  if (fault === undefined) {
    const known = FAULTS.map((candidate) => candidate.id).join(", ");
    throw usage("FAULT_UNKNOWN", `there is no fault "${id}".`, `use one of ${known}.`);
  }
  return fault;
}
