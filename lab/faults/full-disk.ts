import { dirname } from "node:path";
import { usage } from "../../domain/errors";
import { nodePaths, roleOf } from "../node/node-paths";
import type { LabPaths } from "../paths";
import { fillDisk, freeDisk } from "../real/full-disk";
import type { Fault, FaultWorld } from "./fault";
import type { ActiveFault } from "./faults-file";

const PLACES = ["binary", "data"] as const;

/** Where the product stages its file and where k3s unpacks itself and keeps its datastore. */
export const fullDisk: Fault = {
  id: "full-disk",
  title: "a node has no space left where its k3s file and its k3s data lie",
  target: "node",
  targetRequired: true,
  params: {
    where: "binary (beside the k3s file) or data (k3s's data folder); default both",
    free: "so many MiB are left (default 0)",
  },
  needsRealNodes: true,
  endsWithLab: true,
  async inject(world, fault) {
    const { target, params } = fault;
    const free = Number(params.free ?? 0);
    if (!Number.isInteger(free) || free < 0)
      throw usage("FAULT_PARAM_INVALID", `free cannot be "${params.free}".`, "give a whole number of MiB.");
    const folders = foldersOf(world.lab, fault);
    await withoutDatastore(world, fault, () => fillDisk(world.lab, target, folders, free));
  },
  clear: (world, fault) =>
    withoutDatastore(world, fault, () => freeDisk(world.lab, fault.target, foldersOf(world.lab, fault))),
};

function foldersOf(lab: LabPaths, { target, params: { where } }: ActiveFault): string[] {
  const wanted = where === undefined ? PLACES : PLACES.filter((place) => place === where);
  if (wanted.length === 0)
    throw usage("FAULT_PARAM_INVALID", `where cannot be "${where}".`, `use ${PLACES.join(" or ")}.`);
  const { binary, dataDir } = nodePaths(lab, target, "/");
  return wanted.map((place) => (place === "binary" ? dirname(binary) : dataDir));
}

/** An open database would go on writing to the disk that lies below, so a server's k3s is stopped meanwhile. */
async function withoutDatastore(world: FaultWorld, { target }: ActiveFault, move: () => Promise<void>) {
  if (roleOf(target) === "agent") return move();
  await world.tool(target, "systemctl", "stop", world.unitOf(target));
  try {
    await move();
  } finally {
    await world.tool(target, "systemctl", "start", "--no-block", world.unitOf(target));
  }
}
