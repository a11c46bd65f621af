import type { Outcome } from "../host";
import { observeVersions, withWorld } from "../session";
import type { Settings } from "../settings";

/** Looks at what really runs, without touching it; the same for every resource. */
export const observe = (settings: Settings): Promise<Outcome> =>
  withWorld(settings, async (world) => ({ outputs: { observed: await observeVersions(world) } }));
