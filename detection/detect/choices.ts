import { type Choice, choose } from "../../domain/detect/choice";
import type { Component } from "../../domain/detect/component";
import { demandsOf } from "../../domain/detect/context";
import { isMeant } from "../../domain/detect/match";
import type { ChoiceContext } from "../../domain/detect/refusals";
import { missed } from "../../domain/detect/unseen";
import { usage } from "../../domain/errors";
import type { Finding } from "../../domain/finding";
import type { Listing } from "../../domain/listing";
import type { Trait } from "../../domain/upgrade-rules";
import type { Looked } from "./look";
import type { DetectRequest, DetectWorld } from "./types";

export type Listings = (component: Component) => Listing | null;

/** k3s has to fit everything that is installed, so for it everything is asked. */
export function wanted(
  components: readonly Component[],
  only: string | null,
  unseen: readonly Finding[] = [],
): { asked: Component[]; told: Component[] } {
  if (only === null) return { asked: [...components], told: [...components] };
  const told = components.filter((it) => isMeant(only, it));
  if (told.length === 0) {
    const known = components.map(({ id }) => id).join(", ") || "none";
    const message = `there is no component ${only} (there are: ${known}).${missed(unseen)}`;
    throw usage("COMPONENT_UNKNOWN", message, unseen[0]?.next ?? "choose one of them.");
  }
  return { asked: told.some(({ kind }) => kind === "k3s") ? [...components] : told, told };
}

/** What of a cluster decides about ways. */
export const traitsIn = ({ cluster }: Looked): ReadonlySet<Trait> =>
  new Set((cluster?.nodes ?? []).some(({ etcdVoter }) => etcdVoter !== null) ? ["embedded-etcd"] : []);

export function contextOf(
  request: DetectRequest,
  { now }: DetectWorld,
  looked: Looked,
  components: readonly Component[],
) {
  const k3s = components.find(({ kind }) => kind === "k3s")?.current ?? null;
  const context: ChoiceContext = {
    now,
    minimumReleaseAge: request.minimumReleaseAge,
    ignore: request.ignore,
    prereleases: request.prereleases,
    kubernetes: looked.cluster?.kubernetes ?? k3s,
    demands: [],
    traits: traitsIn(looked),
  };
  return context;
}

/** k3s is chosen last, when it is known what everything else asks of Kubernetes. */
export function chooseAll(components: readonly Component[], listings: Listings, context: ChoiceContext) {
  const choices = new Map<Component, Choice | null>();
  const pick = (component: Component, within: ChoiceContext): void => {
    const listing = listings(component);
    choices.set(component, listing?.kind === "listed" ? choose(component, listing, within) : null);
  };
  for (const it of components) if (it.kind !== "k3s") pick(it, context);
  const demands = demandsOf(choices);
  for (const it of components) if (it.kind === "k3s") pick(it, { ...context, demands });
  return choices;
}
