import { choose } from "../../../domain/detect/choice";
import type { Component } from "../../../domain/detect/component";
import type { ChoiceContext } from "../../../domain/detect/refusals";
import { type Listed, PLAIN, type Release } from "../../../domain/listing";

export const NOW = new Date("2026-06-01T10:00:00Z");

export const release = (version: string, over: Partial<Release> = {}): Release => ({
  ...PLAIN,
  version,
  publishedAt: "2026-01-01T00:00:00.000Z",
  dated: "source",
  notes: "",
  url: `https://example.org/${version}`,
  ...over,
});

export const listed = (...releases: readonly Release[]): Listed => ({
  kind: "listed",
  source: "a source",
  releases,
  findings: [],
});

export const component = (over: Partial<Component> = {}): Component => ({
  id: "helmrelease/shop/web",
  kind: "chart",
  name: "web",
  owner: "HelmRelease shop/web",
  current: "1.0.0",
  from: "git",
  pins: [{ pin: { text: "1.0.0", kind: "exact" }, how: "HelmRelease", update: "edit" }],
  suspended: false,
  question: { source: "helm", query: { url: "https://example.org", chart: "web" } },
  unasked: "",
  ...over,
});

export const core = (kind: "k3s" | "flux" | "longhorn", current: string): Component =>
  component({ id: kind, kind, name: kind, owner: "", current, pins: [] });

export const context = (over: Partial<ChoiceContext> = {}): ChoiceContext => ({
  now: NOW,
  minimumReleaseAge: 0,
  ignore: [],
  prereleases: [],
  kubernetes: "v1.33.4+k3s1",
  demands: [],
  traits: new Set(),
  ...over,
});

/** What is chosen, and why each of the others is not. */
export function chosen(of: Component, releases: readonly Release[], over: Partial<ChoiceContext> = {}) {
  const choice = choose(of, listed(...releases), context(over));
  if (choice === null) throw new Error("nothing is known of what runs");
  return {
    version: choice.chosen?.release.version ?? null,
    type: choice.chosen?.type ?? null,
    goal: choice.goal?.release.version ?? null,
    movesTo: choice.movesTo,
    refused: Object.fromEntries(
      choice.newer.flatMap((it) => (it.refused === null ? [] : [[it.release.version, it.refused.code]])),
    ),
    reasons: choice.newer.flatMap(({ refused }) => (refused === null ? [] : [refused.reason])),
  };
}
