import { type Cost, compareCosts, NO_COST, plusMove } from "./cost";
import type { Move } from "./local-state";
import { type Member, membersOf } from "./members";
import type { Network } from "./network";

/** One move of one component. */
export interface Taken {
  readonly component: string;
  readonly from: number;
  readonly move: Move;
}

export type Searched = { readonly steps: readonly Taken[] } | "impossible" | "too-large";

/** Beyond this the search is given up, and that is said: nobody waits for minutes without knowing what for. */
const MOST_STATES = 400_000;

interface Node {
  readonly key: number;
  readonly locals: readonly number[];
  readonly depth: number;
  cost: Cost;
  before: Node | null;
  taken: Taken | null;
}

/** A* over the joint states of a few components: each step costs one, and what each has left alone is a lower bound. */
class Search {
  private readonly members: readonly Member[];
  private readonly places: readonly number[];
  private readonly nodes = new Map<number, Node>();
  /** By expected length, then by depth: a node is final when its turn comes, because all its parents had theirs. */
  private readonly open: Node[][][] = [];
  private overflow = false;

  constructor(
    network: Network,
    private readonly ids: readonly string[],
  ) {
    this.members = membersOf(network, ids);
    let place = 1;
    this.places = this.members.map(({ graph }) => {
      const own = place;
      place *= graph.states.length;
      return own;
    });
    this.overflow = place > Number.MAX_SAFE_INTEGER;
  }

  run(): Searched {
    const locals = this.members.map(() => 0);
    this.visit({ key: 0, locals, depth: 0, cost: NO_COST, before: null, taken: null });
    for (let length = 0; length < this.open.length; length++) {
      const goals: Node[] = [];
      // Grows while it is read: moves that do not lead away from the goals stay within the same length.
      const layers = this.open[length] ?? [];
      for (let depth = 0; depth < layers.length; depth++) {
        for (const node of layers[depth] ?? []) {
          if (this.overflow) return "too-large";
          // Meanwhile a shorter way to the same state was found.
          if (this.nodes.get(node.key) !== node) continue;
          if (this.isGoal(node)) goals.push(node);
          else this.expand(node);
        }
      }
      const best = goals.reduce<Node | null>(
        (found, node) => (found === null || compareCosts(node.cost, found.cost) < 0 ? node : found),
        null,
      );
      if (best !== null) return { steps: stepsTo(best) };
    }
    return this.overflow ? "too-large" : "impossible";
  }

  private readonly isGoal = ({ locals }: Node): boolean =>
    this.members.every(({ graph }, i) => graph.goal[locals[i] ?? 0] === true);

  private expand(node: Node): void {
    for (const [i, member] of this.members.entries()) {
      const from = node.locals[i] ?? 0;
      for (const move of member.graph.moves[from] ?? []) {
        if (!this.isAllowed(node.locals, member, move)) continue;
        const locals = node.locals.with(i, move.to);
        const taken = { component: this.ids[i] ?? "", from, move };
        const cost = plusMove(node.cost, move, node.depth + 1);
        const key = node.key + (move.to - from) * (this.places[i] ?? 0);
        this.visit({ key, locals, depth: node.depth + 1, cost, before: node, taken });
      }
    }
  }

  private isAllowed(locals: readonly number[], { graph, bonds, waits }: Member, move: Move): boolean {
    if (move.action !== "update") return true;
    const version = graph.states[move.to]?.version ?? 0;
    const versionOf = (other: number): number =>
      this.members[other]?.graph.states[locals[other] ?? 0]?.version ?? 0;
    return (
      waits.every((other) => this.members[other]?.graph.goal[locals[other] ?? 0] === true) &&
      bonds.every(({ other, allows }) => allows(version, versionOf(other)))
    );
  }

  private visit(node: Node): void {
    const known = this.nodes.get(node.key);
    if (known !== undefined && known.depth <= node.depth) {
      improve(known, node);
      return;
    }
    const left = node.locals.reduce(
      (sum, local, i) => sum + (this.members[i]?.graph.distance[local] ?? 0),
      0,
    );
    if (left === Number.POSITIVE_INFINITY) return;
    this.nodes.set(node.key, node);
    if (this.nodes.size > MOST_STATES) this.overflow = true;
    const length = node.depth + left;
    const layers = this.open[length] ?? [];
    const layer = layers[node.depth] ?? [];
    this.open[length] = layers;
    layers[node.depth] = layer;
    layer.push(node);
  }
}

/** The same state again: only a way of the same length may replace the known one, and only a safer one does. */
function improve(known: Node, { depth, cost, before, taken }: Node): void {
  if (depth !== known.depth || compareCosts(cost, known.cost) >= 0) return;
  known.cost = cost;
  known.before = before;
  known.taken = taken;
}

function stepsTo(goal: Node): Taken[] {
  const steps: Taken[] = [];
  for (let node: Node | null = goal; node !== null; node = node.before) {
    if (node.taken !== null) steps.unshift(node.taken);
  }
  return steps;
}

/** The shortest, then safest way for these components together, as if there were no others. */
export const search = (network: Network, ids: readonly string[]): Searched => new Search(network, ids).run();
