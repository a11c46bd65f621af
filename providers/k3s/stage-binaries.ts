import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { blocked, stalled } from "../../domain/errors";
import { mapLimited } from "../../domain/map-limited";
import type { Asset } from "../../domain/plan";
import { makeStep } from "../../domain/steps";
import { sha256File } from "../adapters/files";
import { fileDigest, receiveBinary } from "../node-scripts/binary";
import { done, perform, type Run, type StepResult, skipped } from "../run";
import { stagedPath } from "./paths";
import type { NodeTask } from "./rollout-context";

const UPLOAD_MS = 30 * 60_000;
const PARALLEL_UPLOADS = 3;

/** Downloads a release file once per architecture and checks it against the digest that the plan pinned. */
export async function fetchAsset({ world }: Run, { url, sha256 }: Asset): Promise<string> {
  const folder = join(world.stateDir, "assets");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, sha256);
  if (existsSync(file) && (await sha256File(file)) === sha256) return file;
  const part = `${file}.part`;
  const seen = await world.http.download(url, part);
  if (seen !== sha256) {
    const next = "do not use this source until it is known why; nothing was changed on any node.";
    throw blocked("DOWNLOAD_CORRUPT", `${url} has digest ${seen}, the plan pins ${sha256}.`, next);
  }
  renameSync(part, file);
  return file;
}

/** Already staged, or already in place: either way the node has the verified file. */
async function holdsFile({ world }: Run, task: NodeTask): Promise<boolean> {
  for (const path of [stagedPath(task.binary, task.to), task.binary]) {
    const { stdout } = await world.shell.run(task.node, fileDigest, [path]);
    if (stdout.trim() === task.sha256) return true;
  }
  return false;
}

async function stageOn(run: Run, task: NodeTask, file: string): Promise<StepResult> {
  if (await holdsFile(run, task)) return skipped("the verified file is on the node");
  const staged = stagedPath(task.binary, task.to);
  const options = { stdinFile: file, timeoutMs: UPLOAD_MS };
  const { code, stdout, stderr } = await run.world.shell.run(
    task.node,
    receiveBinary,
    [staged, task.sha256],
    options,
  );
  if (code !== 0) {
    const next = "check the node's disk and the connection; nothing was changed on any node.";
    throw stalled("STAGE_FAILED", `${task.node} did not take the file (${stderr.trim()}).`, next);
  }
  if (!stdout.includes(task.to)) {
    const said = stdout.trim().split("\n")[0];
    throw blocked(
      "STAGE_WRONG_VERSION",
      `the file calls itself "${said}", expected ${task.to}.`,
      "check the release source.",
    );
  }
  return done({ sha256: task.sha256 });
}

/** Nodes without the verified file: an earlier attempt used it up, or it is another one of the same version. */
export async function withoutVerifiedFile(run: Run, tasks: readonly NodeTask[]): Promise<NodeTask[]> {
  const seen = await mapLimited(tasks, PARALLEL_UPLOADS, async (task) =>
    (await holdsFile(run, task)) ? [] : [task],
  );
  return seen.flat();
}

/** Brings the verified binary to every node before the first one is touched. */
export async function stageBinaries(
  run: Run,
  tasks: readonly NodeTask[],
  assets: readonly Asset[],
): Promise<void> {
  if (tasks.length === 0) return;
  const files = new Map<string, string>();
  for (const asset of assets) files.set(asset.sha256, await fetchAsset(run, asset));
  await mapLimited(tasks, PARALLEL_UPLOADS, (task) => {
    const step = makeStep(task.to, task.node, "stage-binary", `stage k3s ${task.to} on ${task.node}`);
    return perform(run, step, () => stageOn(run, task, files.get(task.sha256) ?? ""));
  });
}
