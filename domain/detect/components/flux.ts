import { parseVersion } from "../../constraints";
import { describeObject } from "../../gitops/kube-object";
import { pinsOf, written } from "./k3s";
import type { FindComponents } from "./seen";

const withV = (version: string): string => (version.startsWith("v") ? version : `v${version}`);

/** A chart of Flux counts its versions by itself; it is a component of its own. */
export const flux: FindComponents = (seen) => {
  const pins = pinsOf(seen, "flux").filter(({ scheme }) => scheme === "release");
  const install = seen.cluster?.flux ?? null;
  const pinned = pins.find(({ pin }) => pin.kind === "exact" && parseVersion(pin.text) !== null)?.pin.text;
  const isWritten = pins.length > 0 || (seen.git?.view.controllers.size ?? 0) > 0;
  if (install === null && (seen.cluster !== null || !isWritten)) return [];
  const owner = pins.find((pin) => pin.owner !== null)?.owner ?? null;
  const current = install?.version ?? pinned ?? null;
  return [
    {
      id: "flux",
      kind: "flux",
      name: "Flux",
      owner: owner === null ? "" : describeObject(owner),
      current: current === null ? null : withV(current),
      from: install?.version ? "cluster" : "git",
      pins: pins.map(written),
      suspended: pins.some(({ suspended }) => suspended),
      ...(install === null ? {} : { flux: install }),
      question: { source: "flux", query: { releases: seen.places.flux.releases } },
      unasked: "",
    },
  ];
};
