import type { Datastore } from "./facts";
import { minorOf } from "./k3s-version";
import type { Stage } from "./plan";

/** Whether going back between two versions is a swap of files or needs the datastore of then. */
export function rollbackClass(from: string, to: string): "patch" | "minor" {
  return minorOf(from) === minorOf(to) ? "patch" : "minor";
}

export interface UndoQuestion {
  readonly stages: readonly Stage[];
  readonly datastore: Datastore;
  /** Whether the first stage changes agents alone: the servers run its version already. */
  readonly agentsAlone: boolean;
}

const SWAP =
  "can be undone node by node: the old k3s file is kept beside the new one and put back, the data stays as it is";

function restoreSentences({ from, to }: Stage, datastore: Datastore): string[] {
  const step = `${from} -> ${to}`;
  if (datastore === "external") {
    return [
      `${step} can be undone only with a restore of the external database by its own tool.`,
      `Take that backup before you start: ours holds the nodes' configuration, not the database.`,
    ];
  }
  const how = datastore === "etcd" ? "a cluster reset to the snapshot" : "the copy of the SQLite directory";
  return [
    `${step} can be undone only with the datastore of before: old binaries everywhere and ${how}.`,
    "That loses everything written to Kubernetes after the backup: objects, Secrets, Helm releases, Flux' status.",
    "The whole control plane is down meanwhile, and volumes on disk do not go back with it.",
    "GitOps tools would at once apply the newer state again: suspend them and revert Git first.",
  ];
}

/** Agents may be older than their servers, and what the servers wrote is none of their business. */
const agentSentences = ({ from, to }: Stage): string[] => [
  `${from} -> ${to} changes agents alone, and the datastore stays as it is. An agent is set back by hand with the file that is kept on it (docs/rollback.md).`,
  "gitops-update rollback would take the servers and their datastore back, too.",
];

function stageSentences(stage: Stage, { datastore, agentsAlone }: UndoQuestion): string[] {
  const { from, to } = stage;
  if (rollbackClass(from, to) === "patch") return [`${from} -> ${to} ${SWAP}.`];
  return agentsAlone ? agentSentences(stage) : restoreSentences(stage, datastore);
}

/** What can be undone and how, in sentences for the preview. Nothing is promised that k3s does not document. */
export function undoSentences(question: UndoQuestion): string[] {
  const [stage, ...later] = question.stages;
  if (stage === undefined) return [];
  const oneNode =
    "A node that does not come back gets its old file again by itself, and the run stops there.";
  const more =
    later.length === 0 ? [] : ["Each later stage makes its own backup; stages are undone one at a time."];
  return [...stageSentences(stage, question), oneNode, ...more];
}
