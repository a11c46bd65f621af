import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { blocked } from "../domain/errors";
import { isGone } from "../providers/processes";

/** What the file backend writes into a lock. */
const LockFile = z.object({
  pid: z.number(),
  hostname: z.string(),
  username: z.string(),
  timestamp: z.string(),
});
type LockFile = z.infer<typeof LockFile>;

function locksOf(backend: string | undefined, project: string, stack: string): LockFile[] {
  if (backend === undefined || !backend.startsWith("file://")) return [];
  const folder = join(backend.slice("file://".length), ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(folder)) return [];
  // Beside each lock the backend keeps a file of its own attributes.
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.map((name) => readLock(readFileSync(join(folder, name), "utf8")));
}

/** A lock cut short is one whose writer was killed while it wrote: process 0 is nobody's. */
function readLock(text: string): LockFile {
  try {
    return LockFile.parse(JSON.parse(text));
  } catch {
    return { pid: 0, hostname: hostname(), username: "somebody", timestamp: "unknown" };
  }
}

const isAlive = (pid: number): boolean => pid !== 0 && !isGone(pid);

/** An engine whose command was killed ends within seconds: its host of resources does, and what it says goes nowhere. */
const LAST_BREATH_MS = 10_000;
const POLL_MS = 250;

const mayLive = ({ hostname: host, pid }: LockFile): boolean => host !== hostname() || isAlive(pid);

/** Only a holder on this very machine can be proven dead; any other may still be at work. */
async function demandDead(locks: readonly LockFile[]): Promise<void> {
  const deadline = Date.now() + LAST_BREATH_MS;
  while (locks.some(mayLive) && Date.now() < deadline) await sleep(POLL_MS);
  const living = locks.find(mayLive);
  if (living === undefined) return;
  const who = `${living.username}@${living.hostname} (process ${living.pid}, since ${living.timestamp})`;
  const next = "wait for that update; if that machine is gone for good, run: pulumi cancel";
  throw blocked("STACK_LOCKED", `${who} holds the stack's lock.`, next);
}

const Deployment = z.object({ pending_operations: z.array(z.unknown()).nullish() });

/**
 * Makes a stack usable again after its engine was killed: a lock whose holder is dead is lifted, and operations that
 * nobody finished are forgotten, because every resource looks at the world before it acts.
 * @returns what was done, a sentence each; empty when nothing was in the way
 */
export async function recoverStack(
  stack: Stack,
  backend: string | undefined,
  project: string,
): Promise<string[]> {
  const notes: string[] = [];
  const locks = locksOf(backend, project, stack.name);
  if (locks.length > 0) {
    await demandDead(locks);
    await stack.cancel();
    notes.push("lifted the stack lock of an update whose process is gone");
  }
  const { deployment } = await stack.exportStack();
  const pending = Deployment.safeParse(deployment).data?.pending_operations ?? [];
  if (pending.length > 0) {
    await stack.importStack({ version: 3, deployment: { ...deployment, pending_operations: [] } });
    notes.push(`forgot ${pending.length} interrupted operation(s); what they did is observed anew`);
  }
  return notes;
}
