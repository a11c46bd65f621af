import { isOurCordon } from "./cordon";
import { decidePath, type PathDecision } from "./decide-path";
import { estimateStage } from "./estimate";
import type { Finding } from "./finding";
import { acknowledge, finding } from "./finding-codes";
import { bundledFindings, drainFindings, removedApiFindings, removedOnPath, windowFindings } from "./impact";
import { sortK3s } from "./k3s-version";
import type { NodePlan, UpgradePlan } from "./plan";
import { planHash } from "./plan-hash";
import { datastoreOf, type PlanInput } from "./plan-input";
import { hasRefuge, planNodes } from "./plan-nodes";
import { k3sStagesAhead } from "./planning/k3s-goal";
import { orderFindings } from "./planning/order-findings";
import type { PlanReport } from "./planning/plan-report";
import { preflight } from "./preflight";
import { rollbackClass, undoSentences } from "./undo";

function rollbackFindings({ stages: [stage] }: PathDecision): Finding[] {
  if (stage?.kind !== "downgrade" || rollbackClass(stage.from, stage.to) === "patch") return [];
  return [finding("ROLLBACK_MINOR", `version ${stage.to}`, `is a minor below ${stage.from}`)];
}

function nodeFindings(nodes: readonly NodePlan[], { config, inventory }: PlanInput): Finding[] {
  const { nodes: seen } = inventory.cluster;
  const emptied = seen.filter(isOurCordon).map(({ name }) => name);
  return nodes.flatMap((plan) =>
    drainFindings(plan, config.policy, { elsewhere: hasRefuge(seen, plan.node), emptied }),
  );
}

/** Everything that speaks against the plan or should be known before; acknowledged blockers are warnings. */
function findingsOf(input: PlanInput, decision: PathDecision, nodes: readonly NodePlan[], seconds: number) {
  const { config, inventory, assets, assetsUnknown, now, order = null } = input;
  const [first] = decision.stages;
  const about = order === null ? [] : orderFindings(order);
  if (first === undefined) return [...about, ...decision.findings];
  const rollback = first.kind === "downgrade";
  const { all, next } = removedOnPath(inventory, decision.stages);
  const { recipients, recipientsFile } = config.backup;
  const encrypted = recipients.length > 0 || recipientsFile !== undefined;
  const found = [
    ...preflight({ inventory, config, target: first.to, assets, assetsUnknown, rollback }),
    ...(assetsUnknown === undefined ? [] : [finding("ASSET_UNKNOWN", `version ${first.to}`, assetsUnknown)]),
    ...removedApiFindings(all, next, config.policy.ignoreRemovedApis),
    ...nodeFindings(nodes, input),
    ...(rollback ? [] : bundledFindings(decision.stages)),
    ...rollbackFindings(decision),
    ...windowFindings(config.policy, now, seconds),
    ...(encrypted ? [] : [finding("BACKUP_UNENCRYPTED", "backup", "is written as it is")]),
  ];
  return [...about, ...decision.findings, ...acknowledge(found, config.policy.acknowledge)];
}

/** The path leads to the next stop of the order; what k3s may do right after that belongs to it. */
function inOrder(decision: PathDecision, order: PlanReport | null): PathDecision {
  const later = order === null || decision.stages.length === 0 ? [] : k3sStagesAhead(order).slice(1);
  return {
    ...decision,
    desired: later.at(-1)?.to ?? decision.desired,
    stages: [...decision.stages, ...later],
  };
}

const agentsAlone = (nodes: readonly NodePlan[]): boolean =>
  nodes.every(({ role, done }) => role === "agent" || done);

/**
 * The whole answer, from facts alone: what path remains, what its next stage does to every node, what speaks
 * against it, and what can be undone. Changes nothing and asks nobody.
 */
export function planUpgrade(input: PlanInput): UpgradePlan {
  const { config, inventory, assets, timings, order = null } = input;
  const decision = inOrder(decidePath(input), order);
  const { desired, stages } = decision;
  const [first] = stages;
  const nodes = first === undefined ? [] : planNodes(first, input);
  const estimateSeconds = estimateStage(nodes, config.policy.maxUnavailable, timings);
  const versions = sortK3s(inventory.cluster.nodes.map(({ version }) => version));
  const plan = {
    component: "k3s",
    cluster: config.cluster.name,
    desired,
    current: versions[0] ?? desired,
    stages,
    nodes,
    assets,
    removedApis: removedOnPath(inventory, stages).all,
    findings: findingsOf(input, decision, nodes, estimateSeconds),
    estimateSeconds,
    undo: undoSentences({ stages, datastore: datastoreOf(inventory), agentsAlone: agentsAlone(nodes) }),
    order,
  } as const;
  return { ...plan, hash: planHash(plan) };
}
