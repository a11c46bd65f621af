/** One ordered plan over k3s, Flux, Longhorn and charts. */
export { type DependencyMap, dependencyMap, type MapEdge, type MapNode } from "./dependency-map";
export {
  type Candidate,
  type Component,
  type CrdFacts,
  PLAIN_CANDIDATE,
  type Problem,
} from "./problem";
export { solve } from "./solve";
export type { Reason, Solution, SolvedPlan, SolvedStage, SolvedStep } from "./solved-plan";
