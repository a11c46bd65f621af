import { readGitTree } from "../../../detection/git-tree";
import { gitView } from "../../../domain/gitops/view";
import { type Check, type Verdict, verdict } from "../check";
import type { CorpusTree } from "../corpus";

const RUNS = 3;
/** The promise is one second for 645 files; larger trees get more in proportion to their files or text. */
const PROMISED_MS = 1000;
const PROMISED_FILES = 645;
const PROMISED_CHARACTERS = 1_000_000;

interface Times {
  readonly wall: number;
  readonly processor: number;
}

async function measure(folder: string): Promise<Times> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  gitView(await readGitTree(folder));
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, processor: (user + system) / 1000 };
}

function limitFor({ tree }: CorpusTree): number {
  const characters = [...tree.files.values()].reduce((sum, { source }) => sum + source.text.length, 0);
  return PROMISED_MS * Math.max(1, tree.files.size / PROMISED_FILES, characters / PROMISED_CHARACTERS);
}

/** On a busy machine the wall clock measures the others as well; then the processor's time decides. */
async function judge(it: CorpusTree): Promise<Verdict> {
  const times: Times[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await measure(it.folder));
  const best = (key: keyof Times): number => Math.min(...times.map((time) => time[key]));
  const [wall, processor, limit] = [best("wall"), best("processor"), limitFor(it)];
  const what = `${it.view.charts.length} charts in ${it.tree.files.size} files`;
  const took = `${wall.toFixed(0)} ms, ${processor.toFixed(0)} ms of processor`;
  const figures = `${what}: ${took}, best of ${RUNS}, at most ${limit.toFixed(0)} ms`;
  return verdict(`speed ${it.name}`, figures, Math.min(wall, processor) <= limit ? [] : ["too slow"]);
}

/** From the folder to everything resolved. */
export const speed: Check = {
  title: "speed",
  run: async (corpus) => {
    const verdicts: Verdict[] = [];
    for (const it of await corpus.trees()) verdicts.push(await judge(it));
    return verdicts;
  },
};
