import { setTimeout as sleep } from "node:timers/promises";
import { labKubectl } from "./kubectl";
import { readNodes } from "./kubernetes-nodes";
import { askTool } from "./node/control-socket";
import { nodePaths } from "./node/node-paths";
import type { LabPaths } from "./paths";
import type { Detail } from "./steps";

const API_WITHIN_MS = 90_000;
/** Since the last one became Ready: on a small machine many real nodes come one after the other. */
const NEXT_NODE_WITHIN_MS = 60_000;

/** Waits until the API server says that it is ready; a server that keeps crashing ends the wait. */
export async function waitForApi(lab: LabPaths): Promise<void> {
  const ready = async () => (await labKubectl(lab, ["get", "--raw", "/readyz"])) === "ok";
  await until(API_WITHIN_MS, async () => {
    await refuseCrashLoop(lab, "server-1");
    return ready().catch((error: Error) => error.message);
  });
}

/**
 * Waits until all nodes have registered and are Ready, for as long as one more is Ready every now and then. A server
 * whose first start fails is started again by its service, and the API is away meanwhile.
 */
export async function waitForNodes(
  lab: LabPaths,
  names: readonly string[],
  detail: Detail,
  nextWithinMs = NEXT_NODE_WITHIN_MS,
): Promise<void> {
  let missing = names;
  while (missing.length > 0) {
    const before = missing.length;
    await until(nextWithinMs, async () => {
      await refuseCrashLoop(lab, "server-1");
      const answer = await unready(lab, names).catch((error: Error) => error.message);
      if (typeof answer === "string") return answer;
      missing = answer;
      if (missing.length < before) return true;
      detail(`waiting for ${missing.join(", ")}`);
      return `not Ready: ${missing.join(", ")}`;
    });
  }
}

async function unready(lab: LabPaths, names: readonly string[]): Promise<string[]> {
  const nodes = await readNodes(lab);
  return names.filter((name) => nodes.find((node) => node.name === name)?.ready !== true);
}

/** Asks until the answer is true; the last other answer becomes the error. */
async function until(withinMs: number, ask: () => Promise<boolean | string>): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (let answer = await ask(); answer !== true; answer = await ask()) {
    if (Date.now() > deadline) {
      throw new Error(`still not after ${withinMs / 1000} s: ${answer}`);
    }
    await sleep(300);
  }
}

async function refuseCrashLoop(lab: LabPaths, name: string): Promise<void> {
  const { socket, unit } = nodePaths(lab, name);
  const shown = await askTool(socket, "systemctl", "show", unit, "--property=NRestarts", "--value");
  if (Number(shown.stdout) >= 2) {
    const journal = await askTool(socket, "journalctl", "-u", unit, "-n", "12", "-o", "cat");
    throw new Error(`k3s on ${name} keeps crashing; the end of its journal:\n${journal.stdout}`);
  }
}
