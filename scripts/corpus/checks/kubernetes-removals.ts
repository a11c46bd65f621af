import { z } from "zod";
import { removedByKubernetes } from "../../../domain/gitops/api/removals";
import { describeAt, describeObject } from "../../../domain/gitops/kube-object";
import { textAt } from "../../../domain/gitops/place";
import { writtenObjects } from "../../../domain/gitops/tree";
import { REMOVED_APIS } from "../../../domain/removed-apis";
import { type Check, differs, nothingToJudge, type Verdict, verdict } from "../check";
import type { CorpusTree } from "../corpus";

const Lifecycle = z.object({
  apis: z.array(
    z.object({ apiVersion: z.string(), kind: z.string(), effectiveRemoved: z.string().optional() }),
  ),
});

/** Kinds that are asked or sent and leave no object behind, so no object can be on a removed version of them. */
const NOT_STORED = /(Review|Rollback|^Scale|^Eviction|^JobTemplate|Discovery|^PodStatusResult|Status|List)$/;

const key = (apiVersion: string, kind: string): string => `${apiVersion} ${kind}`;

const LATEST_MINOR = Math.max(...REMOVED_APIS.map(({ removedIn }) => Number(removedIn.split(".")[1])));

/** What the newest Kubernetes that is known of would refuse; each replacement must outlive what it replaces. */
function judgeTree({ name, tree }: CorpusTree, gone: ReadonlySet<string>): Verdict {
  const removals = removedByKubernetes(writtenObjects(tree), LATEST_MINOR);
  const complaints = removals.flatMap(({ object, apiVersion, at, replacement }) => {
    const subject = `${describeObject(object)} at ${describeAt(at)}`;
    if (at === undefined || !textAt(at).includes(apiVersion))
      return [`${subject} does not hold ${apiVersion}`];
    return gone.has(key(replacement, object.kind)) ? [`${subject}: ${replacement} is gone as well`] : [];
  });
  return verdict(
    `kubernetes removals ${name}`,
    `${removals.length} objects up to 1.${LATEST_MINOR}`,
    complaints,
  );
}

/** Our table of removed APIs against the lifecycle marks in Kubernetes' own sources. */
export const kubernetesRemovals: Check = {
  title: "kubernetes removals",
  run: async (corpus) => {
    const file = ["api-lifecycle", "k8s-api-lifecycle.json"];
    if (!corpus.has(...file)) return [nothingToJudge("kubernetes removals", file.join("/"))];
    const { apis } = Lifecycle.parse(corpus.json(...file));
    const own = new Map(REMOVED_APIS.map((it) => [key(`${it.group}/${it.version}`, it.kind), it]));
    const removed = apis.filter(({ effectiveRemoved, kind }) => effectiveRemoved && !NOT_STORED.test(kind));
    const complaints = removed.flatMap(({ apiVersion, kind, effectiveRemoved }) => {
      const name = key(apiVersion, kind);
      const mine = own.get(name);
      return mine === undefined ? [`${name} is missing`] : differs(name, mine.removedIn, effectiveRemoved);
    });
    const figures = `${removed.length} stored kinds of ${apis.length}, ${own.size} in the table`;
    const ofTrees = (await corpus.trees()).map((it) => judgeTree(it, new Set(own.keys())));
    return [verdict("kubernetes removals", figures, complaints), ...ofTrees];
  },
};
