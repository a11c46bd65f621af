import type { Taken } from "./search";

/**
 * Puts edits and migrations right before the update that needs them. They change no version, so no other component
 * minds; and what they mend may come back while something else is at work.
 */
export function preparedLate(steps: readonly Taken[]): Taken[] {
  const waiting = new Map<string, Taken[]>();
  const order: Taken[] = [];
  for (const step of steps) {
    const own = waiting.get(step.component) ?? [];
    if (step.move.action === "update") {
      order.push(...own, step);
      waiting.delete(step.component);
    } else waiting.set(step.component, [...own, step]);
  }
  return [...order, ...[...waiting.values()].flat()];
}
