import type { LocalGraph } from "./local-graph";
import type { Network } from "./network";
import type { Taken } from "./search";

/**
 * The steps of the components that were searched together, with a slot before, between and behind them for those that
 * were not. In a slot, who was placed earlier moves first.
 */
export interface Timeline {
  readonly core: readonly Taken[];
  /** Component -> for every slot the states that it has there, one after the other. */
  readonly tracks: Map<string, readonly (readonly number[])[]>;
  /** Per slot, in order. */
  readonly placed: Taken[][];
}

function trackOf(core: readonly Taken[], id: string): number[][] {
  const track = [[0]];
  for (const { component, move } of core)
    track.push(component === id ? [move.to] : [...(track.at(-1) ?? [])]);
  return track;
}

export function timelineOf(core: readonly Taken[], ids: readonly string[]): Timeline {
  const tracks = new Map(ids.map((id) => [id, trackOf(core, id)]));
  return { core, tracks, placed: [...core.map(() => []), []] };
}

/** The steps of all, in order. */
export const stepsOf = ({ core, placed }: Timeline): Taken[] =>
  placed.flatMap((slot, i) => [...slot, ...core.slice(i, i + 1)]);

/** Others that a component looks at: those that it asks something of, and those that ask something of it. */
export interface Neighbour {
  readonly graph: LocalGraph;
  readonly track: readonly (readonly number[])[];
  readonly allows: (own: number, other: number) => boolean;
  /** Has to be where it should be before this one is updated. */
  readonly awaited: boolean;
}

const always = (): boolean => true;

export function neighboursOf(id: string, network: Network, tracks: Timeline["tracks"]): Neighbour[] {
  const neighbour = (other: string, allows: Neighbour["allows"], awaited: boolean): Neighbour[] => {
    const [graph, track] = [network.graphs.get(other), tracks.get(other)];
    return graph === undefined || track === undefined ? [] : [{ graph, track, allows, awaited }];
  };
  return [
    ...(network.pairsOf.get(id) ?? []).flatMap(({ component, on, allows }) =>
      component === id
        ? neighbour(on, allows, false)
        : neighbour(component, (own, other) => allows(other, own), false),
    ),
    ...network.waits.flatMap(({ component, on }) => (component === id ? neighbour(on, always, true) : [])),
  ];
}
