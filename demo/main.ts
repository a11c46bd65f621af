import { join } from "node:path";
import { parseArgs } from "node:util";
import { provideK3s } from "../cli/commands/tools";
import { toolLines } from "../cli/output/tool-lines";
import { labPaths } from "../lab/paths";
import { parseKind } from "../lab/real/choose-kind";
import { type NodeKind, readLabState } from "../lab/state";
import { REAL, SIMULATED } from "../lab/status";
import { kubernetesVersion } from "../tools/k3s-file";
import { isReady, resolveTool } from "../tools/resolve";
import type { ToolProgress } from "../tools/types";
import { ask } from "./command-line";
import { playMainJob } from "./main-job";
import { broken, type Snapshot } from "./report/model";
import { writeReport } from "./report/write";
import { Stage } from "./stage";
import * as story from "./story";

interface Options {
  readonly keep: boolean;
  readonly nodes: NodeKind | undefined;
}

function readOptions(words: string[]): Options {
  const known = { keep: { type: "boolean", default: false }, nodes: { type: "string" } } as const;
  const { keep, nodes } = parseArgs({ args: words, options: known }).values;
  return { keep, nodes: nodes === undefined ? undefined : parseKind(nodes) };
}

interface Status extends Omit<Snapshot, "title"> {
  readonly unfinished: { readonly target: string } | null;
}

const NEWS_MS = 1_000;
const lab = labPaths("default", process.cwd());

/** Only where a lab is; one that was switched off in the middle is finished after its start. */
async function finishWayBack(stage: Stage): Promise<void> {
  if (readLabState(lab) === undefined) return;
  const { unfinished } = await ask<Status>("status").catch(() => ({ unfinished: null }));
  if (unfinished?.target === story.BEFORE) await stage.play(story.finishWayBack);
}

/** The story begins at the old version; an update that was interrupted is taken up, a finished one is begun anew. */
async function beginAtStart(stage: Stage): Promise<void> {
  const { nodes, unfinished } = await ask<Status>("status");
  if (unfinished !== null) stage.say(`An earlier run to ${unfinished.target} was interrupted; going on.`);
  else if (nodes.some(({ version }) => version !== story.BEFORE)) await stage.play(story.startAnew);
}

/** Brings everything into being, the cheapest first: one build at a time, and the cluster is looked at meanwhile. */
async function openTheHouse(stage: Stage, nodes: NodeKind | undefined): Promise<void> {
  const lines = toolLines((line) => stage.say(line));
  // What is there already is no news.
  const onProgress = (progress: ToolProgress): void => {
    if (progress.elapsedMs > NEWS_MS) lines(progress);
  };
  stage.title("Tools: on PATH, in the cache, downloaded, or built (a quarter of an hour the first time)");
  await stage.timed("Tools for the cluster", () => provideK3s(story.BEFORE, onProgress));
  const engine = stage.timed("Engine", () => resolveTool("pulumi", { onProgress }));
  const target = engine.then(() => stage.timed("Target version", () => provideK3s(story.AFTER, onProgress)));
  target.catch(() => undefined);
  await stage.play(story.start(nodes));
  await beginAtStart(stage);
  for (const scene of story.firstLook) {
    await stage.play(scene);
    if (scene.remember !== undefined) await stage.remember(scene.remember);
  }
  await engine;
  if (!(await isReady("k3s-lab", kubernetesVersion(story.AFTER)))) await stage.play(story.earlyPreview);
  await target;
}

async function main(): Promise<void> {
  const { keep, nodes } = readOptions(process.argv.slice(2));
  const stage = new Stage();
  await finishWayBack(stage);
  await openTheHouse(stage, nodes);
  const { kind = "simulated" } = readLabState(lab) ?? {};
  const chapters = await playMainJob(stage, lab);
  const page = writeReport(join(process.cwd(), ".state", "demo"), {
    kind,
    real: REAL[kind],
    simulated: SIMULATED[kind],
    snapshots: stage.snapshots,
    timings: stage.timings,
    chapters,
  });
  if (!keep) await stage.play(story.stop);
  stage.title(`Report: ${page}`);
  const reasons = broken(chapters);
  if (reasons.length > 0) throw new Error(`${reasons.join("; ")}; see ${page}`);
}

main().catch((error: Error) => {
  console.error(
    `\ndemo: ${error.message}. Run it again to go on, or start over: npm run gitops-update -- lab reset`,
  );
  process.exitCode = 1;
});
