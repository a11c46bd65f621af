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
  const { config, inventory, assets, assetsUnknown, now } = input;
  const [first] = decision.stages;
  if (first === undefined) return [...decision.findings];
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
  return [...decision.findings, ...acknowledge(found, config.policy.acknowledge)];
}

/**
 * The whole answer, from facts alone: what path remains, what its next stage does to every node, what speaks
 * against it, and what can be undone. Changes nothing and asks nobody.
 */
export function planUpgrade(input: PlanInput): UpgradePlan {
  const { config, inventory, assets, timings } = input;
  const decision = decidePath(input);
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
    undo: undoSentences({ stages, datastore: datastoreOf(inventory) }),
  } as const;
  return { ...plan, hash: planHash(plan) };
}
