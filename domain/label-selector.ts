import type { LabelRequirement, LabelSelector } from "./facts";

type Labels = Readonly<Record<string, string>>;

/** As Kubernetes reads it: `NotIn` and `DoesNotExist` also hold for objects without the label. */
function holds({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const present = Object.hasOwn(labels, key);
  const listed = present && values.includes(labels[key] ?? "");
  switch (operator) {
    case "In":
      return listed;
    case "NotIn":
      return !listed;
    case "Exists":
      return present;
    case "DoesNotExist":
      return !present;
  }
}

/** Whether a selector selects labels. An empty selector selects everything, `null` (no selector) nothing. */
export function matches(selector: LabelSelector | null, labels: Labels): boolean {
  if (selector === null) return false;
  const { matchLabels, matchExpressions } = selector;
  const equal = Object.entries(matchLabels).every(
    ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
  );
  return equal && matchExpressions.every((requirement) => holds(requirement, labels));
}
