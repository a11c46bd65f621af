import type { Versions } from "../config";
import type { Component } from "../detect/component";
import { isMeant } from "../detect/match";
import type { Finding } from "../finding";
import { finding } from "../finding-codes";

/** What people want of versions, and whether what they do not name is to be updated, too. */
export interface Wish {
  readonly versions: Versions;
  /** `true` brings everything that is not named to its newest version. */
  readonly all: boolean;
}

const LATEST = "channel:latest";

function chartWish(component: Component, { charts }: Versions): string | undefined {
  return Object.entries(charts).find(([pattern]) => isMeant(pattern, component))?.[1];
}

/** The version or channel that a component is to be at; `undefined` where it only moves because another needs it. */
export function wishFor(component: Component, { versions, all }: Wish): string | undefined {
  const named = component.kind === "chart" ? chartWish(component, versions) : versions[component.kind];
  return named ?? (all ? LATEST : undefined);
}

/** Component -> wish, of all that have one. */
export function wishesFor(components: readonly Component[], wish: Wish): Record<string, string> {
  const pairs = components.map((it) => [it.id, wishFor(it, wish)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

/** Names in the configuration that fit nothing: a misspelt one would otherwise wish for nothing, silently. */
export function wishesForNobody(components: readonly Component[], { versions }: Wish): Finding[] {
  const kinds = (["flux", "longhorn"] as const).filter(
    (kind) => versions[kind] !== undefined && !components.some((it) => it.kind === kind),
  );
  const charts = Object.keys(versions.charts).filter(
    (pattern) => !components.some((it) => it.kind === "chart" && isMeant(pattern, it)),
  );
  return [...kinds, ...charts.map((pattern) => `charts.${pattern}`)].map((name) =>
    finding("PLAN_NAME_UNKNOWN", `versions.${name}`, "fits nothing that is installed or in Git"),
  );
}
