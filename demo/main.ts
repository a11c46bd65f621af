import { join } from "node:path";
import { provideK3s } from "../cli/commands/tools";
import { toolLines } from "../cli/output/tool-lines";
import { kubernetesVersion } from "../tools/k3s-file";
import { isReady, resolveTool } from "../tools/resolve";
import { ask, gitopsUpdate } from "./command-line";
import { type Snapshot, type Timing, writeReport } from "./report";
import { AFTER, BEFORE, earlyPreview, firstLook, mainJob, type Scene } from "./story";

const timings: Timing[] = [];
const snapshots: Snapshot[] = [];

async function timed<T>(title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  timings.push({ title, seconds: (performance.now() - began) / 1000 });
  return result;
}

async function play({ title, words, remember, mayEndWith }: Scene): Promise<void> {
  console.log(`\n── ${title}\n$ gitops-update ${words.join(" ")}`);
  const { code } = await timed(title, () => gitopsUpdate(words, false));
  if (code !== 0 && code !== mayEndWith)
    throw new Error(`gitops-update ${words.join(" ")} ended with ${code}`);
  if (remember === undefined) return;
  const { apiServer, nodes } = await ask<Omit<Snapshot, "title">>("status");
  snapshots.push({ title: remember, apiServer, nodes });
}

interface Status extends Omit<Snapshot, "title"> {
  readonly unfinished: { readonly target: string } | null;
}

/** The story begins at the old version; a run that was interrupted is taken up, a finished one is begun anew. */
async function beginAtStart(): Promise<void> {
  const { nodes, unfinished } = await ask<Status>("status");
  if (unfinished !== null)
    return console.log(`An earlier run to ${unfinished.target} was interrupted; going on.`);
  if (nodes.every(({ version }) => version === BEFORE)) return;
  console.log(
    `\nThe cluster is past the beginning of the story; making it anew.\n$ gitops-update lab reset --k3s-version ${BEFORE}`,
  );
  const { code } = await gitopsUpdate(["lab", "reset", "--k3s-version", BEFORE], false);
  if (code !== 0) throw new Error("the lab could not be reset");
}

async function main(): Promise<void> {
  const keep = process.argv.includes("--keep");
  const onProgress = toolLines(console.log);
  console.log("Tools: on PATH, in the cache, downloaded, or built (a quarter of an hour the first time)");
  await timed("tools for the cluster", () => provideK3s(BEFORE, onProgress));
  // One build at a time on a small machine; the cluster is looked at while the rest goes on.
  const engine = timed("engine", () => resolveTool("pulumi", { onProgress }));
  const target = engine.then(() => timed("target version", () => provideK3s(AFTER, onProgress)));
  target.catch(() => undefined);
  await play({ title: "Start the embedded cluster", words: ["lab", "up", "--mirror", BEFORE] });
  await beginAtStart();
  for (const scene of firstLook) await play(scene);
  await engine;
  if (!(await isReady("k3s-lab", kubernetesVersion(AFTER)))) await play(earlyPreview);
  await target;
  for (const scene of mainJob) await play(scene);
  const page = writeReport(join(process.cwd(), ".state", "demo"), snapshots, timings);
  if (!keep) await play({ title: "Stop the cluster (--keep leaves it up)", words: ["lab", "down"] });
  console.log(`\nReport: ${page}`);
}

main().catch((error: Error) => {
  console.error(
    `\ndemo: ${error.message}. Run it again to go on, or start over: npm run gitops-update -- lab reset`,
  );
  process.exitCode = 1;
});
