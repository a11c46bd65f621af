import { rmSync } from "node:fs";
import { join } from "node:path";
import { usage } from "../../domain/errors";
import { nodePaths } from "../node/node-paths";
import { writeShim } from "../node/shims";
import type { LabPaths } from "../paths";
import type { Fault } from "./fault";

const DEFAULT_SECONDS = "3600";

/**
 * The kernel has one wall clock for all of its namespaces, so what jumps is a stand-in: on a node, what its `date` says
 * and what its `stat` says of /proc/self, which is as old as the look at it; on this machine, what programs in Node.js read that were started with `lab/assets/jumped-clock.cjs`.
 */
export const clockJump: Fault = {
  id: "clock-jump",
  title:
    "the clock of a node (its `date`, its `stat` of /proc/self) or of this machine (Node.js programs only) jumps",
  target: "node",
  targetRequired: false,
  params: { seconds: `so far ahead, or back when negative (default ${DEFAULT_SECONDS})` },
  async inject({ lab }, { target, params: { seconds = DEFAULT_SECONDS } }) {
    if (!/^-?\d{1,9}$/.test(seconds))
      throw usage("FAULT_PARAM_INVALID", `seconds cannot be "${seconds}".`, "give a whole number.");
    if (target !== "") writeClock(lab, target, seconds);
  },
  async clear({ lab }, { target }) {
    if (target === "") return;
    for (const program of ["date", "stat"])
      rmSync(join(nodePaths(lab, target).shimDir, program), { force: true });
  },
};

function writeClock(lab: LabPaths, node: string, seconds: string): void {
  const paths = nodePaths(lab, node);
  const now = `@$(( $(/bin/date +%s) + (${seconds}) ))`;
  writeShim(paths, "date", `exec /bin/date --date="${now}" "$@"`);
  const jumped = `awk 'NR == 1 { printf "%.3f\\n", $0 + (${seconds}); next } { print }'`;
  writeShim(
    paths,
    "stat",
    `case "$*" in
  *Z" "/proc/self*) /usr/bin/stat "$@" | ${jumped} ;;
  *) exec /usr/bin/stat "$@" ;;
esac`,
  );
}
