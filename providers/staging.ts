import { hostProvider, type Outcome } from "./host";
import { StagingInputs } from "./inputs";
import { stageBinaries } from "./k3s/stage-binaries";
import { nodeTasks } from "./k3s/tasks";
import { lookAround, observeVersions, withRun, withWorld } from "./session";

const stage = (inputs: StagingInputs): Promise<Outcome> =>
  withRun(inputs, async (run) => {
    const inventory = await lookAround(run.world, inputs.settings);
    const behind = nodeTasks({ inventory, policy: inputs.settings.policy, ...inputs }).filter(
      ({ from, to }) => from !== to,
    );
    await stageBinaries(run, behind, inputs.assets);
    return { outputs: { staged: inputs.target, observed: await observeVersions(run.world) } };
  });

/** Brings the verified release file to every node, before a backup is taken and before the first node is touched. */
module.exports = hostProvider({
  name: "Staging",
  inputs: StagingInputs,
  id: ({ settings }) => `staging@${settings.cluster}`,
  // A rollback uses the binaries that were kept on the nodes, and must not need an API server that answers.
  ensure: (inputs) =>
    inputs.mode === "rollback" ? Promise.resolve({ outputs: { staged: inputs.target } }) : stage(inputs),
  observe: ({ settings }) =>
    withWorld(settings, async (world) => ({ outputs: { observed: await observeVersions(world) } })),
  behind: ({ target }, outputs) => outputs.staged !== target,
});
