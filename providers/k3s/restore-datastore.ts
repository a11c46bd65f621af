import { existsSync } from "node:fs";
import { join } from "node:path";
import { stalled } from "../../domain/errors";
import { restoreSqlite } from "../node-scripts/backup";
import { clearEtcd, resetEtcd } from "../node-scripts/etcd";
import { done, type Run, type StepResult, skipped } from "../run";
import { lastWords } from "./node-service";
import type { NodeTask } from "./rollout-context";

/** k3s itself may take ten of them for a reset. */
const RESTORE_MS = 15 * 60_000;

/** What systemd forgets when the host goes down. */
const RUNTIME_UNITS = "/run/systemd/system";

const databaseOf = ({ dataDir }: NodeTask): string => `${dataDir}/server/db`;

/** Where the data of before is kept: beside the present one, under the run's name. */
const keptAs = ({ id }: Run, task: NodeTask): string =>
  `${databaseOf(task)}/before-${id.replaceAll(/[^A-Za-z0-9.-]/g, "-")}`;

const failed = (found: string, next: string): Error => stalled("RESTORE_FAILED", `${found}.`, next);

/** The sqlite files of the backup take the place of those that are there. */
async function putSqlite(run: Run, task: NodeTask, stdinFile: string): Promise<StepResult> {
  const kept = keptAs(run, task);
  const options = { stdinFile, timeoutMs: RESTORE_MS };
  const parameters = [databaseOf(task), kept];
  const { code, stderr } = await run.world.shell.run(task.node, restoreSqlite, parameters, options);
  if (code === 0) return done({ kept });
  const next = `k3s on ${task.node} is stopped; run again, or restore ${databaseOf(task)} by hand.`;
  throw failed(`the datastore was not restored (${stderr.trim()})`, next);
}

/** k3s itself restores the snapshot and keeps what was there. */
async function resetCluster(run: Run, task: NodeTask, stdinFile: string): Promise<StepResult> {
  const options = { stdinFile, timeoutMs: RESTORE_MS };
  const parameters = [task.unit, task.dataDir, RUNTIME_UNITS];
  const { code, stdout, stderr } = await run.world.shell.run(task.node, resetEtcd, parameters, options);
  if (code === 0) return done({ kept: stdout.trim() });
  const said = `${stderr.trim()}; last words: ${await lastWords(run, task)}`;
  const next = `k3s on ${task.node} is stopped; run again, or go on by hand: docs/rollback.md.`;
  throw failed(`the snapshot was not restored on ${task.node} (${said})`, next);
}

/** Puts the datastore of the opened backup in; k3s is stopped by the step before. */
export function restoreDatastore(run: Run, task: NodeTask, files: string): Promise<StepResult> {
  const etcd = join(files, "datastore", "etcd.tar");
  if (existsSync(etcd)) return resetCluster(run, task, etcd);
  return putSqlite(run, task, join(files, "datastore", "sqlite.tar"));
}

/** A server that is to join the restored cluster must not bring the data of the old one. */
export async function clearDatastore(run: Run, task: NodeTask): Promise<StepResult> {
  const kept = keptAs(run, task);
  const { code, stdout, stderr } = await run.world.shell.run(task.node, clearEtcd, [task.dataDir, kept]);
  if (code === 0) return stdout.trim() === "already" ? skipped("it was moved before") : done({ kept });
  const next = `move ${databaseOf(task)}/etcd on ${task.node} away, then run again.`;
  throw failed(`the old etcd data of ${task.node} was not moved away (${stderr.trim()})`, next);
}
