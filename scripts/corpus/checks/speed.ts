import { readGitTree } from "../../../detection/git-tree";
import { gitView } from "../../../domain/gitops/view";
import { type Check, type Verdict, verdict } from "../check";
import type { CorpusTree } from "../corpus";

const RUNS = 3;
/** The promise is one second for 645 files; larger trees get more in proportion. */
const PROMISED_MS = 1000;
const PROMISED_FILES = 645;

async function milliseconds(folder: string): Promise<number> {
  const start = performance.now();
  gitView(await readGitTree(folder));
  return performance.now() - start;
}

async function judge({ name, folder, tree, view }: CorpusTree): Promise<Verdict> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await milliseconds(folder));
  const best = Math.min(...times);
  const limit = PROMISED_MS * Math.max(1, tree.files.size / PROMISED_FILES);
  const what = `${view.charts.length} charts in ${tree.files.size} files`;
  const figures = `${what}: ${best.toFixed(0)} ms, best of ${RUNS}, at most ${limit.toFixed(0)} ms`;
  return verdict(`speed ${name}`, figures, best <= limit ? [] : ["too slow"]);
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
