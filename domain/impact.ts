import type { StackConfig } from "./config";
import { formatDuration } from "./duration";
import type { Inventory } from "./facts";
import type { Finding } from "./finding";
import { finding } from "./finding-codes";
import type { NodePlan, PodRef, RemovedApiUse, Stage } from "./plan";
import { removedApiUses } from "./removed-apis";
import { someOf } from "./some-of";
import { bundledChanges } from "./upgrade-rules";
import { fits, isOpen, nextOpening } from "./window";

type Policy = StackConfig["policy"];

const MOST_NAMED = 5;

const list = (names: readonly string[]): string => someOf(names, MOST_NAMED);

const podNames = (pods: readonly PodRef[]): string =>
  list(pods.map(({ namespace, name }) => `${namespace}/${name}`));

function lossFindings({ node, lost, losesLocalStorage }: NodePlan, { drain }: Policy): Finding[] {
  const subject = `node ${node}`;
  const bare = lost.length === 0 ? [] : [podNames(lost)];
  const local = losesLocalStorage.length === 0 ? [] : [podNames(losesLocalStorage)];
  const severity = drain.evictBarePods ? "warning" : "blocker";
  const code = drain.deleteEmptyDir ? "LOCAL_STORAGE" : "LOCAL_STORAGE_REFUSED";
  return [
    ...bare.map((pods) => finding("BARE_POD", subject, `nothing recreates ${pods}`, { severity })),
    ...local.map((pods) => finding(code, subject, `${pods} keep data in emptyDir`)),
  ];
}

/** What else the cluster is like while a node is drained. */
export interface Around {
  /** Another node can take the pods. */
  readonly elsewhere: boolean;
  /** Nodes that an interrupted run emptied: they are opened first, and what waits for them comes back. */
  readonly emptied: readonly string[];
}

/** A drain that is given up sooner does not see a budget lifted by time: that takes two minutes. */
const LIFTED_MS = 120_000;

function budgetFindings({ node, blockedBy }: NodePlan, { drain }: Policy, { emptied }: Around): Finding[] {
  const opened = emptied.filter((it) => it !== node);
  return blockedBy.map(({ budget, pods, reason, liftedBy }) => {
    const subject = `pdb ${budget}`;
    const says = `keeps ${list(pods)} on ${node}: ${reason}`;
    if (liftedBy === "time" && drain.timeout > LIFTED_MS)
      return finding("BUDGET_BLOCKS", subject, says, {
        severity: "warning",
        next: "the drain waits for it.",
      });
    if (liftedBy === null || opened.length === 0) return finding("BUDGET_BLOCKS", subject, says);
    const first = `${says}; what waits for ${list(opened)} comes back before`;
    return finding("BUDGET_BLOCKS", subject, first, { severity: "warning" });
  });
}

/** What draining a node does that somebody should know of beforehand. */
export function drainFindings(plan: NodePlan, policy: Policy, around: Around): Finding[] {
  const { node, evicts, down } = plan;
  const strands = evicts.length > 0 && !around.elsewhere;
  return [
    ...lossFindings(plan, policy),
    ...budgetFindings(plan, policy, around),
    ...down.map((workload) => finding("WORKLOAD_DOWN", workload, `has no ready replica outside ${node}`)),
    ...(strands
      ? [finding("NOWHERE_TO_GO", `node ${node}`, `${evicts.length} pods wait until it is back`)]
      : []),
  ];
}

/** Removed by the next stage is a blocker, removed by a later one a warning: there is time to repair it. */
export function removedApiFindings(
  uses: readonly RemovedApiUse[],
  nextStage: readonly RemovedApiUse[],
  ignored: boolean,
): Finding[] {
  return uses.map(({ api, kind, removedIn, replacement, count, examples }) => {
    const now = nextStage.some((use) => use.api === api && use.kind === kind);
    const instead = replacement === "" ? "there is no replacement" : `use ${replacement}`;
    const message = `${count} objects (${list(examples)}) are written through it; it goes in ${removedIn}, ${instead}`;
    return finding("REMOVED_API", `${kind} ${api}`, message, {
      severity: now && !ignored ? "blocker" : "warning",
    });
  });
}

/** Objects on the way to the end of the path, and those that the first stage already takes. */
export function removedOnPath({ cluster }: Inventory, stages: readonly Stage[]) {
  const [first, last] = [stages[0], stages.at(-1)];
  if (first === undefined || last === undefined || first.kind === "downgrade") return { all: [], next: [] };
  return {
    all: removedApiUses(cluster.apiUses, cluster.apiServerVersion, last.to),
    next: removedApiUses(cluster.apiUses, cluster.apiServerVersion, first.to),
  };
}

export const bundledFindings = (stages: readonly Stage[]): Finding[] =>
  stages.flatMap(({ from, to }) =>
    bundledChanges(from, to).map(({ version, change, source }) =>
      finding("BUNDLED_CHANGE", `version ${version}`, change, { next: `read ${source} before.` }),
    ),
  );

/** Whether now is a time to work, and whether there is enough of it. */
export function windowFindings({ window }: Policy, now: Date, seconds: number): Finding[] {
  if (!isOpen(window, now)) {
    const opening = nextOpening(window, now)?.toISOString() ?? "never";
    return [finding("WINDOW_CLOSED", "window", `it opens next at ${opening}`)];
  }
  if (fits(window, now, seconds)) return [];
  const message = `about ${formatDuration(seconds * 1000)} are needed, more than is left of it`;
  return [finding("WINDOW_TOO_SHORT", "window", message)];
}
