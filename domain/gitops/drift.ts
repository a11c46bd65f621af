import { chartUses } from "./charts";
import { type ChartUse, isFound } from "./charts/chart";
import { type KubeObject, kubeObject } from "./kube-object";
import type { GitTree } from "./tree";
import { fromPlain, textOf } from "./value";
import { movesItself } from "./version-pin";

/** A HelmRelease or HelmChart as the cluster has it. */
export interface LiveChart {
  readonly use: ChartUse;
  /** What Helm deployed last, without the digest that Flux appends; `null` before the first time. */
  readonly deployed: string | null;
}

/** How Git and the cluster differ about one release. */
export interface Drift {
  readonly kind: "only-in-git" | "only-in-cluster" | "not-applied" | "not-deployed" | "suspended-live";
  readonly owner: KubeObject;
  /** What each side says; empty where it says nothing. */
  readonly git: string;
  readonly live: string;
}

/** `24.3.1+dbae01c0bd1d` is the chart 24.3.1 from an OCI artifact; a chart's own build metadata stays. */
export const withoutDigest = (version: string): string => version.replace(/[+.][0-9a-f]{12}$/, "");

const NO_FILES: GitTree = {
  files: new Map(),
  texts: new Map(),
  ignores: new Map(),
  unreadable: new Set(),
  findings: [],
};

function deployedBy({ value }: KubeObject): string | null {
  const version =
    textOf(value, "status", "history", 0, "chartVersion") ?? textOf(value, "status", "lastAppliedRevision");
  return version === undefined ? null : withoutDigest(version);
}

/** Live objects, as JSON, through the same resolution as those in Git. */
export function liveCharts(objects: readonly unknown[]): LiveChart[] {
  const found = objects.flatMap((it) => kubeObject(fromPlain(it)) ?? []);
  const cluster = { folder: "", applied: true, objects: found.map((object) => ({ object, by: null })) };
  return chartUses(NO_FILES, [cluster]).map((use) => ({ use, deployed: deployedBy(use.owner) }));
}

const identity = ({ owner }: ChartUse): string =>
  [owner.group, owner.kind, owner.namespace, owner.name].join("/");

const wanted = ({ resolution }: ChartUse): string => (isFound(resolution) ? resolution.version.text : "");

const bare = (version: string): string => version.replace(/^[=\s]*v?/, "");

/** Differences of one release, the first in the chain from Git to Helm first. */
function compare(git: ChartUse, live: LiveChart): Drift[] {
  const [written, desired] = [wanted(git), wanted(live.use)];
  const drift = (kind: Drift["kind"], there: string): Drift => ({
    kind,
    owner: git.owner,
    git: written,
    live: there,
  });
  if (written !== desired) return [drift("not-applied", desired)];
  const isFixed = isFound(git.resolution) && !movesItself(git.resolution.version);
  const differs = isFixed && live.deployed !== null && bare(live.deployed) !== bare(written);
  return [
    ...(differs ? [drift("not-deployed", live.deployed ?? "")] : []),
    ...(live.use.suspended && !git.suspended ? [drift("suspended-live", desired)] : []),
  ];
}

/** What Git says and the cluster does not, and the other way round. Releases whose version Git does not know are left out. */
export function driftBetween(git: readonly ChartUse[], live: readonly LiveChart[]): Drift[] {
  const lives = new Map(live.map((it) => [identity(it.use), it]));
  const known = new Set(git.map(identity));
  const fromGit = git.flatMap((use): Drift[] => {
    const there = lives.get(identity(use));
    if (there !== undefined) return isUnknown(use) ? [] : compare(use, there);
    return [{ kind: "only-in-git", owner: use.owner, git: wanted(use), live: "" }];
  });
  const others = live.filter(({ use }) => !known.has(identity(use)));
  return [
    ...fromGit,
    ...others.map(
      ({ use }): Drift => ({ kind: "only-in-cluster", owner: use.owner, git: "", live: wanted(use) }),
    ),
  ];
}

const isUnknown = ({ resolution }: ChartUse): boolean =>
  !isFound(resolution) || resolution.version.kind === "unknown";
