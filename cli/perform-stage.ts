import { join } from "node:path";
import { updateProgram } from "../components/update-program";
import { partial } from "../domain/errors";
import type { UpgradePlan } from "../domain/plan";
import { clearStop, requestStop } from "../providers/run";
import { Diagnostics, fromDiagnostics, openStack } from "./automation";
import type { CliContext } from "./context";
import { PROJECT } from "./engine";
import { followJournal, ProgressLines } from "./output/progress";
import { mark, say } from "./output/style";
import { recoverStack } from "./recover";
import { readStackFile } from "./stack-file";

/** What a run of the engine is asked for, besides the stack's own configuration. */
export interface StageRequest {
  readonly override?: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly quiet: boolean;
}

/** The first interrupt asks for a stop between two nodes, the second stops the engine, which stays resumable. */
function onInterrupt(stateDir: string, quiet: boolean, cancel: () => void): () => void {
  let asked = false;
  const handler = (): void => {
    if (asked) cancel();
    asked = true;
    requestStop(stateDir);
    if (!quiet) say(`${mark.warn()} stopping after the node at hand; interrupt again to stop at once`);
  };
  process.on("SIGINT", handler);
  process.on("SIGTERM", handler);
  return () => {
    process.off("SIGINT", handler);
    process.off("SIGTERM", handler);
  };
}

/** One `up` of the engine: one stage of the plan, shown step by step. */
export async function performStage(
  context: CliContext,
  request: StageRequest,
): Promise<UpgradePlan | undefined> {
  const { settings } = readStackFile(context);
  const seen: UpgradePlan[] = [];
  const diagnostics = new Diagnostics();
  const program = updateProgram({
    onError: diagnostics.onError,
    projectDir: context.projectDir,
    ...(request.override === undefined ? {} : { override: request.override }),
    onPlan: (plan) => seen.push(plan),
  });
  const { stack, backend } = await openStack(context, program);
  for (const note of await recoverStack(stack, backend, PROJECT))
    if (!request.quiet) say(`${mark.warn()} ${note}`);
  clearStop(settings.stateDir);
  const progress = new ProgressLines();
  const unfollow = request.quiet
    ? () => undefined
    : followJournal(join(settings.stateDir, "journal.jsonl"), (entry) => progress.show(entry));
  const abort = new AbortController();
  const release = onInterrupt(settings.stateDir, request.quiet, () => abort.abort());
  if (!request.quiet) progress.start();
  try {
    await stack.up({
      onEvent: diagnostics.onEvent,
      message: request.message,
      refresh: true,
      suppressProgress: true,
      signal: abort.signal,
    });
  } catch (error) {
    if (abort.signal.aborted)
      throw partial("INTERRUPTED", "the update was interrupted.", "run it again to go on.", error);
    throw fromDiagnostics(diagnostics, error);
  } finally {
    unfollow();
    progress.stop();
    release();
  }
  return seen[0];
}
