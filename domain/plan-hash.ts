import { canonicalJson, sha256 } from "./canonical-json";
import { isBlocker } from "./finding";
import type { NodePlan, UpgradePlan } from "./plan";
import type { PlanReport } from "./planning/plan-report";

/** Pods come and go between a preview and its approval; only what is lost, or stands in the way, is decided upon. */
function decidedOf({ node, from, to, done, disruption, lost, down, blockedBy }: NodePlan) {
  const pods = lost.map(({ namespace, name }) => `${namespace}/${name}`).sort();
  const budgets = blockedBy.map(({ budget }) => budget).sort();
  return { node, from, to, done, disruption, lost: pods, down, budgets };
}

const stepsOf = ({ stages }: PlanReport) =>
  stages.flatMap(({ steps }) =>
    steps.map(({ component, action, from, to }) => ({ component, action, from, to })),
  );

/**
 * SHA-256 over what a plan decides: path, nodes in order, files by digest, removed APIs, blockers, and the steps of the order for everything. Times,
 * estimates, wording and the names of pods that are recreated are left out, so that a repeated preview agrees.
 */
export function planHash(plan: Omit<UpgradePlan, "hash">): string {
  const { component, cluster, desired, stages, nodes, assets, removedApis, findings, order } = plan;
  const decided = {
    component,
    cluster,
    desired,
    stages: stages.map(({ from, to, kind }) => ({ from, to, kind })),
    nodes: nodes.map(decidedOf),
    assets: assets.map(({ arch, sha256: digest }) => `${arch} ${digest}`).sort(),
    removedApis: removedApis.map(({ api, kind }) => `${api} ${kind}`).sort(),
    blockers: findings
      .filter(isBlocker)
      .map(({ code, subject }) => `${code} ${subject}`)
      .sort(),
    ...(order === null ? {} : { order: stepsOf(order) }),
  };
  return sha256(canonicalJson(decided));
}
