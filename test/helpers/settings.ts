import { resolveConfig } from "../../providers/resolve-config";
import type { Settings } from "../../providers/settings";
import { raw } from "../domain/fixtures";
import type { FakeWorld } from "./fake-world";

/** Settings as a small configuration gives them, so that they always have the present shape. */
export function settings(
  { stateDir, kubernetes }: Pick<FakeWorld, "stateDir" | "kubernetes">,
  over: Record<string, unknown> = {},
): Settings {
  const nodes = kubernetes.nodes.map(({ name }) => ({ name, host: name }));
  const base = {
    // Nothing is probed unless a test is about that: the walks that die at every call would take hours.
    cluster: { name: "home", nodes, state: stateDir, carriesTraffic: false },
    policy: { drain: { patch: "drain" }, nodeTimeout: "2m", settleTimeout: "1m" },
    backup: { directory: `${stateDir}/backups`, allowUnencrypted: true },
  };
  return resolveConfig(raw({ ...base, ...over }), stateDir).settings;
}
