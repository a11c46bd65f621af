import { isUpdateError } from "../../domain/errors";
import { makeStep } from "../../domain/steps";
import { createBackup } from "../backup/create";
import type { Outcome } from "../host";
import type { Common } from "../inputs";
import { runsEverywhere } from "../observed";
import { backupOf, done, perform, type Run, rememberBackup, type TakenBackup } from "../run";
import { lookAround, observeVersions, withRun } from "../session";

/** Taken once per run: a resumed run keeps the one from before its first change. */
async function backupForRun(run: Run, { settings, target }: Common): Promise<TakenBackup> {
  const inventory = await lookAround(run.world, settings);
  const step = makeStep(target, null, "backup", `back up the cluster before ${target}`);
  const { data } = await perform(run, step, async () => {
    const request = { world: run.world, settings, inventory, reason: `before ${run.mode} to ${target}` };
    const { manifest, sha256 } = await createBackup(request);
    return done({ id: manifest.id, sha256 });
  });
  const taken = { id: String(data?.id), sha256: String(data?.sha256) };
  rememberBackup(run, taken);
  return taken;
}

const nothingToChange = { outputs: { backup: null, why: "nothing is to be changed" } };

async function ensure(inputs: Common): Promise<Outcome> {
  return withRun(inputs, async (run) => {
    const known = backupOf(run.world.journal, run.id);
    if (known !== undefined) return { outputs: { backup: known, for: inputs.target } };
    const observed = await observeVersions(run.world);
    if (runsEverywhere(inputs.target, observed)) return nothingToChange;
    return { outputs: { backup: await backupForRun(run, inputs), for: inputs.target } };
  });
}

/** Before a rollback a backup is a courtesy: a cluster that does not answer cannot be asked for one. */
async function ensureIfPossible(inputs: Common): Promise<Outcome> {
  try {
    return await ensure(inputs);
  } catch (error) {
    if (!isUpdateError(error) || error.kind !== "waiting") throw error;
    return { outputs: { backup: null, why: error.message } };
  }
}

export const ensureBackup = (inputs: Common): Promise<Outcome> =>
  inputs.mode === "rollback" ? ensureIfPossible(inputs) : ensure(inputs);
