import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { realNodesAbility } from "../lab/real/parts";
import { labMemoryMb } from "./lab-cost";
import { atMost, type Figure, figure } from "./measure";
import type { BenchProject } from "./project";
import { rolling } from "./rolling";

const START = "v1.36.3+k3s1";
const ROUNDS = 2;
/** What was only needed for the start is given back by then. */
const SETTLED_MS = 15_000;

/** The same cluster with nodes that run containers, where this machine can have them. */
export async function realNodes(project: BenchProject, log: (line: string) => void): Promise<Figure[]> {
  const ability = await realNodesAbility();
  if (!ability.possible) {
    log(`no figures of real nodes: ${ability.reason}`);
    return [];
  }
  log("a fresh cluster of real nodes");
  await project.run("lab", "down", "--remove");
  const up = ["lab", "up", "--nodes", "real", "--k3s-version", START, "--mirror", START];
  const first = await project.run(...up);
  await sleep(SETTLED_MS);
  const memory = labMemoryMb(join(project.dir, ".lab", "default"));
  await project.run("lab", "down");
  const again = await project.run("lab", "up", "--mirror", START);
  log("rolling upgrades of real nodes, in turns with the script");
  return [
    atMost("lab up, 3 real nodes, everything in the cache", first.seconds, "s", 60),
    figure("lab up, 3 real nodes that were there before", again.seconds, "s"),
    atMost("memory of the lab of 3 real nodes, containers included", memory, "MB", 3072),
    ...(await rolling(project, { on: "real nodes", rounds: ROUNDS, log })),
  ];
}
