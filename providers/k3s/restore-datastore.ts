import { existsSync } from "node:fs";
import { join } from "node:path";
import { blocked, stalled } from "../../domain/errors";
import { restoreSqlite } from "../node-scripts/backup";
import { done, type Run, type StepResult } from "../run";
import type { NodeTask } from "./rollout-context";

const RESTORE_MS = 10 * 60_000;

/**
 * Puts the saved sqlite files in; what stood there is kept beside them under the run's name. k3s is stopped by the
 * step before.
 */
export async function restoreDatastore(run: Run, task: NodeTask, files: string): Promise<StepResult> {
  const stdinFile = join(files, "datastore", "sqlite.tar");
  if (!existsSync(stdinFile)) {
    const next = "follow docs/rollback.md for embedded etcd; the snapshot is in the bundle under datastore/.";
    throw blocked("RESTORE_BY_HAND", "restoring embedded etcd is not automated yet.", next);
  }
  const database = `${task.dataDir}/server/db`;
  const old = `${database}/before-${run.id.replaceAll(/[^A-Za-z0-9.-]/g, "-")}`;
  const options = { stdinFile, timeoutMs: RESTORE_MS };
  const { code, stderr } = await run.world.shell.run(task.node, restoreSqlite, [database, old], options);
  if (code === 0) return done({ kept: old });
  const next = `k3s on ${task.node} is stopped; run again, or restore ${database} by hand.`;
  throw stalled("RESTORE_FAILED", `the datastore was not restored (${stderr.trim()}).`, next);
}
