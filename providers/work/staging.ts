import type { Outcome } from "../host";
import type { StagingInputs } from "../inputs";
import { stageBinaries } from "../k3s/stage-binaries";
import { nodeTasks } from "../k3s/tasks";
import { lookAround, observeVersions, withRun } from "../session";

const stage = (inputs: StagingInputs): Promise<Outcome> =>
  withRun(inputs, async (run) => {
    const inventory = await lookAround(run.world, inputs.settings);
    const behind = nodeTasks({ inventory, policy: inputs.settings.policy, ...inputs }).filter(
      ({ from, to }) => from !== to,
    );
    await stageBinaries(run, behind, inputs.assets);
    return { outputs: { staged: inputs.target, observed: await observeVersions(run.world) } };
  });

/** A rollback uses the binaries that were kept on the nodes, and must not need an API server that answers. */
export const ensureStaged = (inputs: StagingInputs): Promise<Outcome> =>
  inputs.mode === "rollback" ? Promise.resolve({ outputs: { staged: inputs.target } }) : stage(inputs);
