import type { NodeFacts } from "../../domain/facts";
import type { ProbeContext } from "./probe";

/**
 * Nodes that every service is asked from. More are not needed: right after its own turn each node was measured by
 * itself, and with every node and every service the questions grow as the square of the cluster.
 */
const SAMPLE = 20;

/** Evenly over the list, the same ones every time. */
export function sample<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)] as T);
}

/** The nodes that probes are sent from, all of them. */
export async function origins({ cluster, origins: wanted }: ProbeContext): Promise<readonly NodeFacts[]> {
  const nodes = await cluster.nodes();
  return wanted === null ? nodes : nodes.filter(({ name }) => wanted.includes(name));
}

/** The same, on a large cluster some of them. */
export const sampleOfOrigins = async (context: ProbeContext): Promise<readonly NodeFacts[]> =>
  sample(await origins(context), SAMPLE);
