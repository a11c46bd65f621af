import { hostProvider } from "./host";
import { Common } from "./inputs";
import { type Observed, runsEverywhere } from "./observed";

/** A verified backup off the nodes, taken once for every change; without it nothing after it runs. */
module.exports = hostProvider({
  name: "Backup",
  inputs: Common,
  id: ({ settings }) => `backup@${settings.cluster}`,
  ensure: async (inputs) => (await import("./work/backup.js")).ensureBackup(inputs),
  observe: async ({ settings }) => (await import("./work/observe.js")).observe(settings),
  // A node that fell behind will be changed again, so a backup is due again; one of an open run is kept.
  behind: ({ target }, { observed }) =>
    observed !== undefined && !runsEverywhere(target, observed as Observed),
});
