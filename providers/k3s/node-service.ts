import { inspectHost, inspectUnit } from "../../detection/inspect-host";
import type { UnitFacts } from "../../detection/parse-unit";
import { stalled } from "../../domain/errors";
import type { NodeScript } from "../../domain/ports";
import { restartUnit, startUnit, stopUnit, unitLog } from "../node-scripts/service";
import { done, type Run, type StepResult, skipped } from "../run";
import type { NodeTask } from "./rollout-context";

type Service = Pick<NodeTask, "node" | "unit">;

const LOG_LINES = "25";
const STOP_MS = 120_000;

async function control({ world }: Run, { node, unit }: Service, script: NodeScript): Promise<void> {
  const { code, stderr } = await world.shell.run(node, script, [unit], { timeoutMs: STOP_MS });
  if (code === 0) return;
  const next = `look at systemctl status ${unit} on ${node}.`;
  throw stalled("SERVICE_REFUSED", `${script.name} failed on ${node} (${stderr.trim()}).`, next);
}

/** Restarts k3s unless the process that runs began after the binary was put in place. */
export async function restartService(run: Run, service: Service): Promise<StepResult> {
  const host = await inspectHost(run.world.shell, run.world.clock, service.node, service.unit);
  const { active, mainPid, restarts, runsCurrentBinary } = host.service;
  // One that is still starting counts as well: restarting it would only begin its start anew. One that systemd has
  // started again does not: only a restart by hand resets that count, by which a crash loop is known.
  const runs = active === "active" || (active === "activating" && mainPid > 0 && restarts === 0);
  if (runs && runsCurrentBinary) return skipped("the new binary runs already");
  await control(run, service, restartUnit);
  return done({ restartsBefore: host.service.restarts });
}

export async function startService(run: Run, service: Service): Promise<StepResult> {
  await control(run, service, startUnit);
  return done();
}

export async function stopService(run: Run, service: Service): Promise<StepResult> {
  await control(run, service, stopUnit);
  return done();
}

export const serviceState = ({ world }: Run, { node, unit }: Service): Promise<UnitFacts> =>
  inspectUnit(world.shell, node, unit);

/** `2026-11-28T21:00:00+0000 agent-1 k3s[4711]: message`. */
const LOG_LINE = /^\S+ \S+ ([^\s:[]+)(?:\[\d+\])?: (.*)$/;

/** What k3s itself said last; systemd's lines about it come after, and only where there is nothing else. */
export function ownWords(log: string): string {
  const lines = log.trim().split("\n");
  const own = lines.filter((line) => LOG_LINE.exec(line)?.[1] !== "systemd");
  const last = (own.length > 0 ? own : lines).slice(-3);
  return last.map((line) => LOG_LINE.exec(line)?.[2] ?? line.trim()).join(" | ");
}

/** The last log lines, so that an error shows what k3s itself said. */
export async function lastWords({ world }: Run, { node, unit }: Service): Promise<string> {
  const { stdout } = await world.shell.run(node, unitLog, [unit, LOG_LINES]).catch(() => ({ stdout: "" }));
  return ownWords(stdout);
}
