import { fromCharts, fromImages, fromRemotes } from "./common";
import { FLUX_PINS } from "./flux";
import { K3S_PINS } from "./k3s";
import type { ComponentPin, FindPins, PinContext } from "./pin";

/** The manager names the version that Longhorn as a whole has. */
const LONGHORN_PINS: readonly FindPins[] = [
  fromCharts("longhorn", ["longhorn"]),
  fromImages("longhorn", /(^|\/)longhorn-manager$/),
  fromRemotes("longhorn", /longhorn\/longhorn\/(?:raw\/|releases\/download\/|[^?]*\?ref=)?(v\d[^/&]*)/),
];

const ALL: readonly FindPins[] = [...K3S_PINS, ...FLUX_PINS, ...LONGHORN_PINS];

/** Where the versions of k3s, Flux and Longhorn are written; one component may be pinned in several places. */
export const componentPins = (context: PinContext): ComponentPin[] =>
  ALL.flatMap((find) => [...find(context)]);
