import { chartUses } from "./charts";
import type { ChartUse } from "./charts/chart";
import { judgeCharts } from "./charts/risks";
import { clustersOf, type GitCluster } from "./clusters";
import { judgeDependencies } from "./flux/dependencies";
import { componentPins } from "./pins";
import { fluxControllers, judgeFluxVersion } from "./pins/flux";
import type { ComponentPin } from "./pins/pin";
import { type GitFinding, onlyOnce } from "./report";
import type { GitTree } from "./tree";
import type { VersionPin } from "./version-pin";

/** Everything that a Git tree says about what should run. */
export interface GitView {
  readonly clusters: readonly GitCluster[];
  readonly charts: readonly ChartUse[];
  readonly pins: readonly ComponentPin[];
  /** Flux's controllers by name. */
  readonly controllers: ReadonlyMap<string, VersionPin>;
  readonly findings: readonly GitFinding[];
}

/** Reads a tree as Flux would. `remote` is the repository's address; with it, foreign sources are told apart surely. */
export function gitView(tree: GitTree, remote: string | null = null): GitView {
  const { clusters, remotes, findings } = clustersOf(tree, remote);
  const charts = chartUses(tree, clusters);
  const context = { tree, clusters, charts, remotes };
  const pins = componentPins(context);
  const controllers = fluxControllers(context);
  const judged = [
    ...judgeDependencies(clusters),
    ...judgeCharts(charts),
    ...judgeFluxVersion(pins, controllers),
  ];
  return {
    clusters,
    charts,
    pins,
    controllers,
    findings: onlyOnce([...tree.findings, ...findings, ...judged]),
  };
}
