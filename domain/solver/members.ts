import type { LocalGraph } from "./local-graph";
import type { Network, Pair } from "./network";

interface Bond {
  readonly other: number;
  readonly allows: (own: number, other: number) => boolean;
}

/** What a component has to look at when it moves. */
export interface Member {
  readonly graph: LocalGraph;
  readonly bonds: readonly Bond[];
  readonly waits: readonly number[];
}

function bondsOf(id: string, ids: readonly string[], pairs: readonly Pair[]): Bond[] {
  return pairs.flatMap(({ component, on, allows }): Bond[] => {
    if (component === id && ids.includes(on)) return [{ other: ids.indexOf(on), allows }];
    if (on !== id || !ids.includes(component)) return [];
    return [{ other: ids.indexOf(component), allows: (own, other) => allows(other, own) }];
  });
}

export function membersOf({ graphs, pairs, waits }: Network, ids: readonly string[]): Member[] {
  return ids.flatMap((id) => {
    const graph = graphs.get(id);
    if (graph === undefined) return [];
    const before = waits.filter(({ component, on }) => component === id && ids.includes(on));
    return [{ graph, bonds: bondsOf(id, ids, pairs), waits: before.map(({ on }) => ids.indexOf(on)) }];
  });
}
