import type { LocalGraph } from "./local-graph";
import type { Network } from "./network";

type Allowed = (own: number, k3s: number) => boolean;

function allowedBy({ pairsOf }: Network, own: LocalGraph, k3s: LocalGraph): Allowed {
  const between = (pairsOf.get(own.component.id) ?? []).filter(
    (it) => it.component === own.component.id && it.on === k3s.component.id,
  );
  return (a, b) => {
    const [left, right] = [own.states[a]?.version ?? 0, k3s.states[b]?.version ?? 0];
    return between.every(({ allows }) => allows(left, right));
  };
}

/**
 * Fewest steps of a component if only Kubernetes were there, which may take any way it likes. No plan for everything
 * can do with less; infinite when the two alone cannot reach their goals.
 */
export function pairBound(network: Network, own: LocalGraph, k3s: LocalGraph): number {
  const allowed = allowedBy(network, own, k3s);
  const width = k3s.states.length;
  const seen = new Set<number>([0]);
  let layer = [0];
  for (let steps = 0; layer.length > 0; steps++) {
    // Grows while it is read: steps of Kubernetes cost nothing here.
    for (const key of layer) {
      const [a, b] = [Math.floor(key / width), key % width];
      if (own.goal[a] === true && k3s.goal[b] === true) return steps;
      for (const { to } of k3s.moves[b] ?? []) {
        const next = a * width + to;
        if (seen.has(next) || !allowed(a, to)) continue;
        seen.add(next);
        layer.push(next);
      }
    }
    const moved = layer.flatMap((key) => {
      const [a, b] = [Math.floor(key / width), key % width];
      return (own.moves[a] ?? []).filter(({ to }) => allowed(to, b)).map(({ to }) => to * width + b);
    });
    layer = [...new Set(moved)].filter((key) => !seen.has(key));
    for (const key of layer) seen.add(key);
  }
  return Number.POSITIVE_INFINITY;
}
