import { hostProvider } from "./host";
import { RolloutInputs } from "./inputs";
import { isBehind } from "./observed";

/** The update itself: every node of the cluster brought to the target, or back to it. */
module.exports = hostProvider({
  name: "Rollout",
  inputs: RolloutInputs,
  id: ({ settings }) => `k3s@${settings.cluster}`,
  ensure: async (inputs) => (await import("./work/rollout.js")).ensureRolledOut(inputs),
  observe: async ({ settings }) => (await import("./work/observe.js")).observe(settings),
  behind: ({ target }, outputs) => isBehind(target, outputs),
});
