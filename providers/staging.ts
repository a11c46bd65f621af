import { hostProvider } from "./host";
import { StagingInputs } from "./inputs";

/** Brings the verified release file to every node, before a backup is taken and before the first node is touched. */
module.exports = hostProvider({
  name: "Staging",
  inputs: StagingInputs,
  id: ({ settings }) => `staging@${settings.cluster}`,
  ensure: async (inputs) => (await import("./work/staging.js")).ensureStaged(inputs),
  observe: async ({ settings }) => (await import("./work/observe.js")).observe(settings),
  behind: ({ target }, outputs) => outputs.staged !== target,
});
