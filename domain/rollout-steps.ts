import type { NodePlan, Stage } from "./plan";
import { makeStep, type Step } from "./steps";

type StepNode = Pick<NodePlan, "node" | "done" | "disruption">;

/**
 * The node's workloads recover before it is opened, unless all they lack is a place to run: on a small cluster
 * evicted pods have nowhere else to go. Only then is the whole cluster asked whether it has settled.
 */
function nodeSteps(to: string, { node, disruption }: StepNode): Step[] {
  const drain = makeStep(to, node, "drain", `drain ${node}`);
  return [
    makeStep(to, node, "cordon", `cordon ${node}`),
    ...(disruption === "drain" ? [drain] : []),
    makeStep(to, node, "swap", `put k3s ${to} in place on ${node}`),
    makeStep(to, node, "restart", `restart k3s on ${node}`),
    makeStep(to, node, "wait-ready", `wait until ${node} is Ready at ${to}`),
    makeStep(to, node, "recover", `wait for the workloads of ${node}`),
    makeStep(to, node, "uncordon", `uncordon ${node}`),
    makeStep(to, node, "settle", `wait until the workloads are back as they were before ${node}`),
  ];
}

/**
 * The steps of one stage in order. Every node's file is there and checked before the first node is touched, and
 * nothing is touched before the backup is made. Nodes that are done already are left out.
 */
export function rolloutSteps(stage: Pick<Stage, "to">, nodes: readonly StepNode[]): Step[] {
  const { to } = stage;
  const todo = nodes.filter(({ done }) => !done);
  if (todo.length === 0) return [];
  const staging = todo.map(({ node }) =>
    makeStep(to, node, "stage-binary", `bring k3s ${to} to ${node} and check its digest`),
  );
  return [
    makeStep(to, null, "preflight", "check that the cluster is fit for the upgrade"),
    makeStep(to, null, "lock", "take the cluster's lock"),
    ...staging,
    makeStep(to, null, "backup", "back up the datastore and the nodes' configuration"),
    ...todo.flatMap((node) => nodeSteps(to, node)),
    makeStep(to, null, "validate", `validate the cluster at ${to}`),
    makeStep(to, null, "unlock", "release the cluster's lock"),
  ];
}
