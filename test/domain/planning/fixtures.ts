import { choose } from "../../../domain/detect/choice";
import type { Component } from "../../../domain/detect/component";
import type { Evidenced } from "../../../domain/detect/evidence";
import type { ChoiceContext } from "../../../domain/detect/refusals";
import type { Release } from "../../../domain/listing";
import type { PlanningInput } from "../../../domain/planning/problem-of";
import { listed, NOW } from "../detect/fixtures";

export const context = (over: Partial<ChoiceContext> = {}): ChoiceContext => ({
  now: NOW,
  minimumReleaseAge: 0,
  ignore: [],
  prereleases: [],
  kubernetes: "v1.35.4+k3s1",
  demands: [],
  traits: new Set(),
  ...over,
});

/** What a detection knows of a component once its source has listed these releases. */
export function evidenced(
  component: Component,
  releases: readonly Release[],
  over: Partial<ChoiceContext> = {},
): Evidenced {
  const listing = listed(...releases);
  const choice = choose(component, listing, context(over));
  return { component, listing, choice, target: null, values: null, support: null };
}

export const planning = (all: readonly Evidenced[], over: Partial<PlanningInput> = {}): PlanningInput => ({
  evidenced: all,
  definitions: new Map(),
  inGit: [],
  cluster: null,
  traits: new Set(),
  wish: { versions: { k3s: "channel:latest", charts: {} }, all: false },
  planning: { dependsOn: [], hold: [], accept: [] },
  now: NOW,
  unseen: [],
  ...over,
});
