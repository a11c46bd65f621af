import type { Component } from "../component";
import { charts, helmReleases } from "./charts";
import { flux } from "./flux";
import { k3s } from "./k3s";
import { longhorn } from "./longhorn";
import type { FindComponents, Seen } from "./seen";

export type { GitSeen, ReleasePlaces, Seen } from "./seen";

/** One line for every kind of component. */
const KINDS: readonly FindComponents[] = [k3s, flux, longhorn, charts, helmReleases];

/** Everything that has a version: the three first, then charts by their identity. */
export function componentsOf(seen: Seen): Component[] {
  const found = KINDS.flatMap((find) => [...find(seen)]);
  const isCore = ({ kind }: Component): boolean => kind !== "chart";
  const byId = (a: Component, b: Component): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return [...found.filter(isCore), ...found.filter((it) => !isCore(it)).sort(byId)];
}
