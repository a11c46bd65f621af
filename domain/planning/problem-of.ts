import type { Planning } from "../config";
import type { ClusterView } from "../detect/cluster-view";
import type { Evidenced } from "../detect/evidence";
import { missed } from "../detect/unseen";
import { usage } from "../errors";
import type { ApiUse } from "../facts";
import type { Finding } from "../finding";
import { finding } from "../finding-codes";
import type { Problem } from "../solver";
import type { Trait } from "../upgrade-rules";
import type { Definitions } from "./definitions";
import { plannedComponent } from "./planned-component";
import { type Wish, wishesFor, wishesForNobody } from "./wanted";

/** What a plan for everything is made from; see `detection/plan` for where it comes from. */
export interface PlanningInput {
  readonly evidenced: readonly Evidenced[];
  /** Component -> definitions of its versions. */
  readonly definitions: ReadonlyMap<string, Definitions>;
  readonly inGit: readonly ApiUse[];
  /** `null` where the cluster was left out. */
  readonly cluster: Pick<ClusterView, "apiUses" | "crds"> | null;
  readonly traits: ReadonlySet<Trait>;
  readonly wish: Wish;
  readonly planning: Planning;
  readonly now: Date;
  /** What the look has missed, see `unseenIn`. */
  readonly unseen: readonly Finding[];
}

export interface Posed {
  readonly problem: Problem;
  /** What was left out, and why. */
  readonly findings: readonly Finding[];
}

const leftOut = ({ component: { id } }: Evidenced): Finding =>
  finding("PLAN_LEFT_OUT", id, "has no place in the plan: nothing says which version runs");

const storedVersions = (cluster: PlanningInput["cluster"]): Problem["stored"] =>
  (cluster?.crds ?? []).map(({ group, kind, stored }) => ({ group, kind, versions: stored }));

/** What could not be seen is where k3s would have been. */
function demandK3s(components: Problem["components"], unseen: readonly Finding[]): void {
  if (components.some(({ kind }) => kind === "k3s")) return;
  const message = `nothing says which k3s runs, and everything else depends on it.${missed(unseen)}`;
  const next = unseen[0]?.next ?? "plan with the cluster, or write the version of k3s into Git.";
  throw usage("PLAN_WITHOUT_K3S", message, next);
}

/** Turns what was found and what is wanted into the question that the solver answers. */
export function problemOf(input: PlanningInput): Posed {
  const { evidenced, definitions, inGit, cluster, traits, wish, planning, now, unseen } = input;
  const posed = evidenced.map((it) => ({
    it,
    component: plannedComponent(it, definitions.get(it.component.id)),
  }));
  const components = posed.flatMap(({ component }) => (component === null ? [] : [component]));
  demandK3s(components, unseen);
  const planned = posed.filter(({ component }) => component !== null).map(({ it }) => it.component);
  const { dependsOn, hold, accept } = planning;
  return {
    problem: {
      components,
      git: inGit,
      live: cluster?.apiUses ?? [],
      stored: storedVersions(cluster),
      traits,
      policy: { desired: wishesFor(planned, wish), hold, dependsOn, accept, ignored: [], kinds: {} },
      now,
    },
    findings: [
      ...posed.filter(({ component }) => component === null).map(({ it }) => leftOut(it)),
      ...wishesForNobody(planned, wish),
    ],
  };
}
