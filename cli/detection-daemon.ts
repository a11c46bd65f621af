import { setTimeout as pause } from "node:timers/promises";
import type { DetectionReport } from "../domain/detect/report";
import { describeError } from "../domain/errors";
import { nextRun } from "../domain/window";
import { headline } from "../report/detect-text";
import { type DetectionRun, runDetection } from "./detection-run";

export interface Schedule {
  readonly cron: string;
  readonly timeZone: string;
}

/** Node's timers count to 24 days; a longer pause is made of several. */
const LONGEST_PAUSE_MS = 86_400_000;

/** What a daemon needs besides its work; a test hands in its own time. */
export interface DaemonWorld {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly look: (run: DetectionRun) => Promise<DetectionReport>;
  readonly say: (line: string) => void;
}

const system: DaemonWorld = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    await pause(milliseconds, undefined, { signal }).catch(() => undefined);
  },
  look: runDetection,
  say: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
};

function told({ since_last }: DetectionReport): string {
  if (since_last === null) return "";
  const { updates, advisories } = since_last;
  return updates.length + advisories.length === 0
    ? "; nothing new"
    : `; new: ${[...updates.map(({ id }) => id), ...advisories.map(({ advisory }) => advisory)].join(", ")}`;
}

/** One look. Whatever goes wrong is told, and the next one may go well. */
async function lookOnce(run: DetectionRun, { look, say }: DaemonWorld): Promise<void> {
  try {
    const report = await look(run);
    say(`${headline(report)}${told(report)}`);
  } catch (error) {
    say(describeError(error));
  }
}

async function sleepUntil(time: Date, { now, sleep }: DaemonWorld, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && now() < time) {
    await sleep(Math.min(LONGEST_PAUSE_MS, time.getTime() - now().getTime()), signal);
  }
}

/** Looks at its times until it is told to end; a look that is under way is finished first. */
export async function lookAgainAndAgain(
  run: DetectionRun,
  { cron, timeZone }: Schedule,
  signal: AbortSignal,
  world: DaemonWorld = system,
): Promise<void> {
  while (!signal.aborted) {
    const next = nextRun(cron, timeZone, world.now());
    if (next === null) return world.say(`"${cron}" means no time that is still to come`);
    world.say(`looking again at ${next.toISOString()}`);
    await sleepUntil(next, world, signal);
    if (!signal.aborted) await lookOnce(run, world);
  }
}

/** Ends in order on SIGTERM and SIGINT, as services are ended. */
export async function runDaemon(run: DetectionRun, schedule: Schedule): Promise<void> {
  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => ending.abort());
  await lookAgainAndAgain(run, schedule, ending.signal);
  system.say("ended");
}
