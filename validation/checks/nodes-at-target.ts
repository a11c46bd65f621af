import type { NodeFacts } from "../../domain/facts";
import type { Finding } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";
import type { Check } from "../types";

function judge({ name, ready, version }: NodeFacts, target: string | null): Finding[] {
  const subject = `node ${name}`;
  const behind = target !== null && version !== target;
  return [
    ...(ready ? [] : [finding("NODE_NOT_READY", subject, "is not Ready")]),
    ...(behind ? [finding("NODE_VERSION", subject, `runs ${version}, expected ${target}`)] : []),
  ];
}

export const nodesAtTarget: Check = {
  id: "nodes-at-target",
  title: "all nodes are Ready at the expected version",
  async run({ cluster, target }) {
    return (await cluster.nodes()).flatMap((node) => judge(node, target));
  },
};
