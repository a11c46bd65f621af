import type { LabPaths } from "../lab/paths";
import { readLabState } from "../lab/state";
import { totalsOf } from "./report/model";
import { duration, thousands } from "./report/words";
import type { Stage } from "./stage";
import { mainJob, type Scene } from "./story";
import { type Chapter, Witness } from "./witness/witness";

/** Plays the main job; on real nodes with clients in front of the cluster the whole time. */
export async function playMainJob(stage: Stage, lab: LabPaths): Promise<Chapter[]> {
  const state = readLabState(lab);
  if (state?.kind !== "real") {
    stage.say("\n(The nodes are simulated: nothing runs in them that could serve requests or keep records.)");
    for (const scene of mainJob) await playAndRemember(stage, scene);
    return [];
  }
  stage.title(
    "From here on, clients send 20 requests a second through the Service and 20 through the Ingress",
  );
  const witness = new Witness(lab, state);
  const chapters: Chapter[] = [];
  try {
    for (const scene of mainJob) chapters.push(...(await playWatched(stage, scene, witness)));
  } finally {
    await witness.stop();
  }
  return chapters;
}

async function playAndRemember(stage: Stage, scene: Scene): Promise<void> {
  await stage.play(scene);
  if (scene.remember !== undefined) await stage.remember(scene.remember);
}

async function playWatched(stage: Stage, scene: Scene, witness: Witness): Promise<Chapter[]> {
  if (scene.chapter === undefined) {
    await playAndRemember(stage, scene);
    return [];
  }
  const part = { title: scene.chapter, outage: scene.outage };
  const chapter = await witness.watch(part, () => stage.play(scene));
  tell(stage, chapter);
  if (scene.remember !== undefined) await stage.remember(scene.remember);
  return [chapter];
}

/** What the clients saw, right after the command. */
function tell(stage: Stage, chapter: Chapter): void {
  const { written, lost, failed } = totalsOf(chapter);
  stage.say();
  for (const { route, sent, failed, longestGapMs } of chapter.routes) {
    const gap = duration(longestGapMs / 1000);
    stage.say(`  ${route}: ${thousands(failed)} of ${thousands(sent)} requests failed, longest gap ${gap}`);
  }
  stage.say(`  Volumes: ${thousands(lost)} records lost, ${thousands(written)} written meanwhile`);
  if (failed > 0 && chapter.outage !== undefined) stage.say(`  Expected: ${chapter.outage}.`);
}
