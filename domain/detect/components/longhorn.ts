import { parseVersion } from "../../constraints";
import { type ChartUse, isFound } from "../../gitops/charts/chart";
import { describeObject } from "../../gitops/kube-object";
import { child } from "../../gitops/value";
import { pinsOf, written } from "./k3s";
import type { FindComponents, Seen } from "./seen";

const CHART = "longhorn";

/** Longhorn's chart has Longhorn's versions, so its release stands for Longhorn and is no component of its own. */
export const isLonghorn = ({ resolution }: ChartUse): boolean => resolution.chart === CHART;

function usesOf({ cluster, git }: Seen): ChartUse[] {
  const live = (cluster?.charts ?? []).map(({ use }) => use);
  return [...(git?.view.charts ?? []), ...live].filter(isLonghorn);
}

/** The user's own mirror of the chart is asked before Longhorn's. */
function repositoryOf(uses: readonly ChartUse[]): { charts?: string } {
  const sources = uses.flatMap(({ resolution }) => (isFound(resolution) ? [resolution.source] : []));
  const helm = sources.find(({ type }) => type === "helm");
  return helm === undefined ? {} : { charts: helm.url };
}

const withV = (version: string): string => (version.startsWith("v") ? version : `v${version}`);

export const longhorn: FindComponents = (seen) => {
  const pins = pinsOf(seen, "longhorn");
  const uses = usesOf(seen);
  const running = seen.cluster?.longhorn?.version ?? null;
  const stored = seen.cluster?.helm.find(({ chart }) => chart === CHART)?.version ?? null;
  const pinned = pins.find(({ pin }) => parseVersion(pin.text) !== null)?.pin.text ?? null;
  const live = running ?? stored;
  if (live === null && (seen.cluster !== null || pins.length === 0)) return [];
  const current = live ?? pinned;
  const { releases, responder } = seen.places.longhorn;
  const values = child(uses[0]?.owner.value, "spec", "values");
  return [
    {
      id: "longhorn",
      kind: "longhorn",
      name: "Longhorn",
      owner: uses[0] === undefined ? "" : describeObject(uses[0].owner),
      current: current === null ? null : withV(current),
      from: live === null ? "git" : "cluster",
      pins: pins.map(written),
      suspended: pins.some(({ suspended }) => suspended),
      ...(values === undefined ? {} : { values }),
      question: { source: "longhorn", query: { releases, responder, ...repositoryOf(uses) } },
      unasked: "",
    },
  ];
};
