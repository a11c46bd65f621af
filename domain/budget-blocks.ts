import type { BudgetFacts, PodFacts } from "./facts";
import { matches } from "./label-selector";
import type { BlockingBudget } from "./plan";

const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;

const covers = (budget: BudgetFacts, pod: PodFacts): boolean =>
  budget.namespace === pod.namespace && matches(budget.selector, pod.labels);

/**
 * The eviction API lets pods go without asking the budget when they do not run yet, and unready ones while enough
 * others are healthy (policy `IfHealthyBudget`, the default).
 */
function asksBudget({ phase, ready }: PodFacts, budget: BudgetFacts): boolean {
  if (phase === "Pending") return false;
  const healthyWithout = budget.desiredHealthy > 0 && budget.currentHealthy >= budget.desiredHealthy;
  return ready || !healthyWithout;
}

/**
 * A StatefulSet's pod that was evicted and is back under its name before Kubernetes has seen it go is taken for the old
 * one, for two minutes (`DeletionTimeout` of the disruption controller).
 */
function goingIn({ goingPods }: BudgetFacts): string {
  if (goingPods.length === 0) return "";
  const verb = goingPods.length === 1 ? "counts" : "count";
  return `; ${goingPods.join(", ")} ${verb} as on the way out for up to 2 minutes after an eviction`;
}

function counts(budget: BudgetFacts): string {
  const { expectedPods, currentHealthy, desiredHealthy } = budget;
  return `${currentHealthy} of ${expectedPods} pods are healthy and ${desiredHealthy} must be${goingIn(budget)}`;
}

/**
 * Pods go one by one and each is replaced before the next, so a budget that allows one allows all. Without another
 * node nothing is replaced, and what is allowed now is all there is.
 */
function reasonFor(budget: BudgetFacts, pods: readonly PodFacts[], elsewhere: boolean): string | null {
  const allowed = budget.disruptionsAllowed;
  if (allowed <= 0) return `no disruption is allowed: ${counts(budget)}`;
  if (elsewhere || pods.length <= allowed) return null;
  return `${pods.length} pods must go, ${allowed} may, and no other node can take them: ${counts(budget)}`;
}

/** One that allows nothing even with every pod healthy is lifted by neither. */
function liftedBy(budget: BudgetFacts): BlockingBudget["liftedBy"] {
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods, goingPods } = budget;
  if (disruptionsAllowed > 0 || expectedPods <= desiredHealthy) return null;
  return currentHealthy + goingPods.length > desiredHealthy && goingPods.length > 0 ? "time" : "health";
}

function blockBy(budget: BudgetFacts, evicted: readonly PodFacts[], elsewhere: boolean): BlockingBudget[] {
  const pods = evicted.filter((pod) => covers(budget, pod) && asksBudget(pod, budget));
  const reason = pods.length === 0 ? null : reasonFor(budget, pods, elsewhere);
  if (reason === null) return [];
  return [{ budget: nameOf(budget), pods: pods.map(nameOf), reason, liftedBy: liftedBy(budget) }];
}

/** The eviction API refuses a pod that two budgets select, whatever they allow. */
function overlaps(evicted: readonly PodFacts[], budgets: readonly BudgetFacts[]): BlockingBudget[] {
  return evicted.flatMap((pod) => {
    const covering = budgets.filter((budget) => covers(budget, pod));
    if (covering.length < 2 || pod.phase === "Pending") return [];
    const reason = "more than one budget selects it, which the eviction API refuses";
    return [{ budget: covering.map(nameOf).join(" and "), pods: [nameOf(pod)], reason, liftedBy: null }];
  });
}

/** Budgets that would keep the drain from finishing, with the reason. */
export function budgetBlocks(
  evicted: readonly PodFacts[],
  budgets: readonly BudgetFacts[],
  elsewhere: boolean,
): BlockingBudget[] {
  const single = budgets.flatMap((budget) => blockBy(budget, evicted, elsewhere));
  return [...single, ...overlaps(evicted, budgets)];
}
