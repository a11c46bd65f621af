import type { Move } from "./local-state";

/**
 * How plans of one length are ranked, by the first figure that differs:
 * 1. what all steps together put at risk; a restart of all nodes weighs most, so fewer restarts win;
 * 2. heavy steps late: each step counts its weight once for every step that still follows it, because until then
 *    there is work on a cluster with one more thing that is hard to take back;
 * 3. stops at versions as new as can be.
 */
export type Cost = readonly [weight: number, early: number, stale: number];

export const NO_COST: Cost = [0, 0, 0];

/** Within one length, "what still follows" differs from "minus what came before" by a constant, which is left out. */
export const plusMove = ([weight, early, stale]: Cost, move: Move, depth: number): Cost => [
  weight + move.weight,
  early - move.weight * depth,
  stale + move.stale,
];

export const compareCosts = (a: Cost, b: Cost): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
