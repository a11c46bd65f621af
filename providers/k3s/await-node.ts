import { isUpdateError, stalled, waiting } from "../../domain/errors";
import type { NodeFacts } from "../../domain/facts";
import { done, type Run, type StepResult } from "../run";
import { lastWords, serviceState } from "./node-service";
import type { NodeTask } from "./rollout-context";

const API_POLL_MS = 500;
/** The service is asked less often than the API, because every question is an SSH session. */
const SERVICE_EVERY = 6;

export interface Expectation {
  readonly version: string;
  /** The heartbeat before the restart; a later one proves that the kubelet lives. `null`: the first one seen counts. */
  readonly leaseBefore: string | null;
  readonly timeoutMs: number;
  /** Restarts by systemd that make a crash loop. */
  readonly crashLoopRestarts: number;
}

/** A server that has just started refuses everybody but admins until it has read its roles. */
const NOT_YET = ["API_FORBIDDEN"];

/** A node's own word, or `null` while the API server is away: during a server's restart that is expected. */
async function lookAt({ world }: Run, node: string): Promise<NodeFacts | null> {
  try {
    return await world.cluster.node(node);
  } catch (error) {
    if (isUpdateError(error) && (error.kind === "waiting" || NOT_YET.includes(error.code))) return null;
    throw error;
  }
}

function isBack(seen: NodeFacts | null, version: string, leaseBefore: string | null): boolean {
  if (seen === null || leaseBefore === null) return false;
  return seen.ready && seen.version === version && seen.leaseRenewedAt !== leaseBefore;
}

function describe(seen: NodeFacts | null): string {
  if (seen === null) return "the API server does not answer";
  return `it is ${seen.ready ? "Ready" : "NotReady"} at ${seen.version}, last heartbeat ${seen.leaseRenewedAt ?? "never"}`;
}

/** An API server that is away says nothing against an agent; of a server it may be the very sign of its trouble. */
function tooLate({ node, role, unit }: NodeTask, { version }: Expectation, seen: NodeFacts | null): Error {
  const message = `${node} did not come back at ${version} in time: ${describe(seen)}.`;
  if (seen === null && role === "agent")
    return waiting(
      "API_UNREACHABLE",
      message,
      "bring the API server back, then run again: it goes on there.",
    );
  return stalled("NODE_TIMEOUT", message, `read journalctl -u ${unit} on ${node}.`);
}

/** Counts from the moment of the restart, because systemd resets NRestarts on an explicit one. */
async function raiseOnCrashLoop(run: Run, task: NodeTask, limit: number): Promise<void> {
  const service = await serviceState(run, task).catch(() => undefined);
  if (service === undefined || service.restarts < limit) return;
  const said = await lastWords(run, task);
  const message = `k3s on ${task.node} died ${service.restarts} times in a row (last words: ${said}).`;
  throw stalled("CRASH_LOOP", message, `read journalctl -u ${task.unit} on ${task.node}.`);
}

/** Waits until the node runs the version, is Ready and has sent a fresh heartbeat; a crash loop ends the wait early. */
export async function awaitNode(run: Run, task: NodeTask, expectation: Expectation): Promise<StepResult> {
  const { clock } = run.world;
  const deadline = clock.elapsedMs() + expectation.timeoutMs;
  let leaseBefore = expectation.leaseBefore;
  for (let round = 1; ; round++) {
    const seen = await lookAt(run, task.node);
    if (isBack(seen, expectation.version, leaseBefore))
      return done({ heartbeat: seen?.leaseRenewedAt ?? null });
    leaseBefore ??= seen?.leaseRenewedAt ?? null;
    if (round % SERVICE_EVERY === 0) await raiseOnCrashLoop(run, task, expectation.crashLoopRestarts);
    if (clock.elapsedMs() > deadline) throw tooLate(task, expectation, seen);
    await clock.sleep(API_POLL_MS);
  }
}
