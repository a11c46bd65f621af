import { setTimeout as sleep } from "node:timers/promises";
import type { JournalEntry } from "../../domain/journal";
import { cordonedIn, journalLines, journalOf, startsOf, statusOf, versionsIn } from "./helpers/facts";
import { allProcesses, descendants } from "./helpers/processes";
import { Project, resultOf, said } from "./helpers/project";

type Victim = "command" | "engine" | "provider host";

const KILLS = 5;
/** So many lines an upgrade of three nodes has in the journal at least: the kills are spread over them. */
const LEAST_LINES = 50;
const SPREAD_MS = 400;
const POLL_MS = 20;

/** Prints with a failure, so that the same moments can be tried again: GITOPS_UPDATES_SEED=... */
const seed = Number(process.env.GITOPS_UPDATES_SEED ?? Date.now() % 1_000_000);

/** A small generator of its own, so that a seed gives the same moments everywhere (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function findVictim(victim: Victim, command: number): number | undefined {
  if (victim === "command") return command;
  const wanted = victim === "engine" ? /(^|\/)pulumi (up|preview)/ : /cmd\/dynamic-provider/;
  return descendants(command).find((process) => wanted.test(process.command))?.pid;
}

/** Waits until the journal has grown by so many lines, and then a little longer. */
async function workIsUnderWay(project: Project, lines: number, extraMs: number): Promise<"under way"> {
  const before = journalLines(project);
  while (journalLines(project) < before + lines) await sleep(POLL_MS);
  await sleep(extraMs);
  return "under way";
}

/** Starts `up` and kills the victim in the middle of the work; whoever ends before that says why. */
async function upAndKill(project: Project, victim: Victim, lines: number, extraMs: number): Promise<void> {
  const child = project.start("up", "--yes");
  const ended = resultOf(child);
  const first = await Promise.race([ended, workIsUnderWay(project, lines, extraMs)]);
  const pid = first === "under way" ? findVictim(victim, child.pid ?? 0) : undefined;
  if (pid !== undefined) process.kill(pid, "SIGKILL");
  const result = await ended;
  if (pid === undefined)
    throw new Error(`no ${victim} to kill, up ended with ${result.code}\n${said(result)}`);
}

async function upUntilDone(project: Project): Promise<void> {
  let last = "";
  for (let attempt = 0; attempt < 4; attempt++) {
    const result = await project.run("up", "--yes");
    if (result.code === 0) return;
    last = said(result);
    await sleep(2_000);
  }
  throw new Error(`up does not come to an end (seed ${seed})\n${last}`);
}

const backupsFor = (entries: readonly JournalEntry[], target: string): number =>
  entries.filter(
    ({ kind, step, outcome }) => kind === "backup" && step.startsWith(target) && outcome === "done",
  ).length;

/** Every round upgrades the cluster once, interrupted by kills of one kind. */
const rounds: readonly { readonly victim: Victim; readonly target: string }[] = [
  { victim: "command", target: "v1.35.4+k3s2" },
  { victim: "engine", target: "v1.36.3+k3s1" },
  { victim: "provider host", target: "v1.36.3+k3s2" },
];

describe(`kill -9 at random moments (seed ${seed})`, () => {
  const project = new Project();
  const random = randomFrom(seed);

  beforeAll(() => project.must("lab", "up"), 120_000);
  afterAll(() => project.remove(), 60_000);

  test.each(rounds)(
    "the $victim is killed five times on the way to $target",
    async ({ victim, target }) => {
      project.configure(({ versions }) => Object.assign(versions ?? {}, { k3s: target }));
      const nodes = ["server-1", "agent-1", "agent-2"];
      const startsBefore = nodes.map((node) => startsOf(project, node).length);

      const linesBefore = journalLines(project);

      for (let attempt = 0; attempt < KILLS; attempt++) {
        // After new lines, so that a kill meets the work and not the start of Node; the last one may come near the end.
        const ahead = LEAST_LINES - (journalLines(project) - linesBefore);
        const lines = 1 + Math.floor((random() * Math.max(0, ahead)) / (KILLS - attempt));
        await upAndKill(project, victim, lines, random() * SPREAD_MS);
      }
      await upUntilDone(project);

      const status = await statusOf(project);
      expect(versionsIn(status)).toEqual([target, target, target]);
      expect(cordonedIn(status)).toEqual([]);
      expect(status.unfinished).toBeNull();
      expect(nodes.map((node) => startsOf(project, node).length)).toEqual(
        startsBefore.map((count) => count + 1),
      );
      expect(backupsFor(journalOf(project), target)).toBe(1);
    },
    600_000,
  );

  test("nobody is left working when all is done", async () => {
    await sleep(2_000);

    const left = allProcesses().filter(({ folder }) => folder.startsWith(project.dir));
    expect(left.filter(({ command }) => /dynamic-provider|(^|\/)pulumi /.test(command))).toEqual([]);
    // The folder does tell whose a process is: the lab's own are still there.
    expect(left).not.toEqual([]);
  });
});
