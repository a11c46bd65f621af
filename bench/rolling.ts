import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { JournalEntry } from "../domain/journal";
import { atMost, type Figure, figure, median } from "./measure";
import { type BenchProject, runProgram } from "./project";

const NODES = ["server-1", "agent-1", "agent-2"];
const START = "v1.36.3+k3s1";
const NEXT = "v1.36.3+k3s2";

const peerScript = resolve(__dirname, "..", "..", "bench", "peer.sh");

const millisecondsOf = ({ at }: JournalEntry): number => Date.parse(at);

/** From the first cordon to the last settled node of the newest run, as the journal has it. */
function rollingSeconds(project: BenchProject): number {
  const file = join(project.dir, ".lab", "default", "state", "journal.jsonl");
  const entries = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as JournalEntry);
  const run = entries.at(-1)?.run;
  const own = entries.filter((entry) => entry.run === run);
  const first = own.find(({ kind, phase }) => kind === "cordon" && phase === "intent");
  const last = own.findLast(({ kind, phase }) => kind === "settle" && phase === "result");
  if (first === undefined || last === undefined) throw new Error("the journal has no rolling upgrade");
  return (millisecondsOf(last) - millisecondsOf(first)) / 1000;
}

async function peerSeconds(project: BenchProject): Promise<number> {
  const lab = join(project.dir, ".lab", "default");
  const file = join(lab, "mirror", "k3s", START, "k3s");
  const { stdout } = await runProgram("sh", [peerScript, lab, START, file, ...NODES], project.dir);
  const [from, to] = [/rolling ([\d.]+)/, /done ([\d.]+)/].map((pattern) =>
    Number(pattern.exec(stdout)?.[1]),
  );
  return (to ?? Number.NaN) - (from ?? Number.NaN);
}

interface Rolling {
  /** What the figures are called besides their names. */
  readonly on: string;
  readonly rounds: number;
  readonly log: (line: string) => void;
}

/** Ours goes up a rebuild with drains, the script goes back down: the same work, in turns, on the same cluster. */
export async function rolling(project: BenchProject, { on, rounds, log }: Rolling): Promise<Figure[]> {
  const policy = project.read("policy");
  project.configure({
    versions: { k3s: NEXT },
    policy: { ...policy, drain: { ...(policy.drain as object), patch: "drain" } },
  });
  const ours: number[] = [];
  const whole: number[] = [];
  const peer: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    whole.push((await project.run("up", "--yes")).seconds);
    ours.push(rollingSeconds(project));
    peer.push(await peerSeconds(project));
    log(`  round ${round}: ours ${ours.at(-1)?.toFixed(1)} s, the script ${peer.at(-1)?.toFixed(1)} s`);
  }
  const ratios = ours.map((value, index) => value / (peer[index] ?? Number.NaN));
  return [
    figure(`rolling upgrade of 3 ${on}`, median(ours), "s"),
    figure(`the same by the shortest shell script, ${on}`, median(peer), "s"),
    atMost(`rolling upgrade against the shell script, ${on}`, median(ratios), "ratio", 1.15),
    figure(`whole up: plan, staging, backup, upgrade, validation, ${on}`, median(whole), "s"),
  ];
}
