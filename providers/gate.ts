import { hostProvider } from "./host";
import { GateInputs } from "./inputs";
import { isBehind } from "./observed";

/** "Created" only when the whole suite holds; a failure stays in the state and is judged again by the next run. */
module.exports = hostProvider({
  name: "HealthGate",
  inputs: GateInputs,
  id: ({ settings }) => `health@${settings.cluster}`,
  ensure: async (inputs) => (await import("./work/gate.js")).ensureHealthy(inputs),
  observe: async ({ settings }) => (await import("./work/observe.js")).observe(settings),
  behind: ({ target }, outputs) => isBehind(target, outputs),
});
