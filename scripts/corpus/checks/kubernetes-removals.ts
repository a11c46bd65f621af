import { z } from "zod";
import { REMOVED_APIS } from "../../../domain/removed-apis";
import { type Check, differs, nothingToJudge, verdict } from "../check";

const Lifecycle = z.object({
  apis: z.array(
    z.object({ apiVersion: z.string(), kind: z.string(), effectiveRemoved: z.string().optional() }),
  ),
});

/** Kinds that are asked or sent and leave no object behind, so no object can be on a removed version of them. */
const NOT_STORED = /(Review|Rollback|^Scale|^Eviction|^JobTemplate|Discovery|^PodStatusResult|Status|List)$/;

const key = (apiVersion: string, kind: string): string => `${apiVersion} ${kind}`;

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
    return [verdict("kubernetes removals", figures, complaints)];
  },
};
