import { describePlace, placeOf } from "../gitops/place";
import type { Choice } from "./choice";
import type { Component, WrittenPin } from "./component";
import type { Removed } from "./removed-apis";
import type { ComponentReport } from "./report";

type Action = ComponentReport["recommended_action"];

export interface Advice {
  readonly action: Action;
  readonly advice: string;
}

export interface AdviceInput {
  readonly component: Component;
  readonly choice: Choice;
  readonly status: ComponentReport["status"];
  readonly removed: readonly Removed[];
  readonly dangers: readonly string[];
  readonly isSecurity: boolean;
  readonly isBreaking: boolean;
}

function atPin({ pin, how, update }: WrittenPin, version: string): string {
  const where = pin.at === undefined ? how : describePlace(placeOf(pin.at));
  return update === "edit"
    ? `write ${version} at ${where}`
    : `replace the manifest at ${where} by that of ${version}`;
}

const bare = (version: string): string => version.replace(/^[=\sv]+/, "");

/** Repositories hold versions for tests as well; those that say what runs are the ones to edit. */
function pinsThatCount({ pins, current }: Component): WrittenPin[] {
  const editable = pins.filter(({ pin }) => pin.at !== undefined);
  const same = editable.filter(({ pin }) => bare(pin.text) === bare(current ?? ""));
  return same.length > 0 ? same : editable;
}

/** What is to be done to take a version. */
export function howTo(component: Component, version: string): string {
  const { kind, suspended, owner } = component;
  const places = pinsThatCount(component).map((pin) => atPin(pin, version));
  const resume = suspended ? `; ${owner} is suspended and must be resumed` : "";
  if (places.length > 0) return `${places.join(" and ")}${resume}`;
  if (kind === "k3s") return `set gitops-updates:versions.k3s to ${version} and run gitops-update up`;
  return `update ${owner === "" ? kind : owner} to ${version}${resume}`;
}

function preparation(removed: readonly Removed[], dangers: readonly string[]): string {
  const edits = removed.filter(({ where }) => where === "git").length;
  const objects = removed.filter(({ where }) => where === "live").reduce((sum, { count }) => sum + count, 0);
  const stored = removed.filter(({ where }) => where === "stored").length;
  return [
    ...dangers,
    ...(edits > 0 ? [`${edits} API version${edits === 1 ? "" : "s"} to edit in Git`] : []),
    ...(objects > 0 ? [`${objects} live object${objects === 1 ? "" : "s"} to write anew`] : []),
    ...(stored > 0 ? [`${stored} stored version${stored === 1 ? "" : "s"} to migrate`] : []),
  ].join(", ");
}

function blockedAdvice({ component, choice, removed, dangers }: AdviceInput): Advice {
  const { chosen, goal } = choice;
  if (chosen !== null) {
    const first = preparation(removed, dangers);
    return {
      action: "prepare",
      advice: `first: ${first}; then ${howTo(component, chosen.release.version)}.`,
    };
  }
  const version = goal?.release.version ?? "";
  return { action: "prepare", advice: `${version} ${goal?.refused?.reason ?? "waits"}.` };
}

function waitingAdvice({ choice }: AdviceInput): Advice {
  const first = choice.newer.find(({ refused }) => refused !== null && refused.code !== "prerelease");
  if (first === undefined) return { action: "none", advice: "nothing to do." };
  return { action: "wait", advice: `${first.release.version} ${first.refused?.reason ?? ""}.` };
}

function updateAdvice({ component, choice, isSecurity, isBreaking }: AdviceInput): Advice {
  const how = howTo(component, choice.chosen?.release.version ?? "");
  if (isSecurity) return { action: "update_soon", advice: `it mends a vulnerability: ${how}.` };
  if (isBreaking) return { action: "decide", advice: `read the breaking changes, then ${how}.` };
  return { action: "update", advice: `${how}.` };
}

function currentAdvice({ choice: { movesTo } }: AdviceInput): Advice {
  const advice = movesTo === null ? "nothing to do." : `nothing to do; Flux takes ${movesTo} by itself.`;
  return { action: "none", advice };
}

/** One sentence about what to do with a component. */
export function adviceFor(input: AdviceInput): Advice {
  if (input.status === "blocked") return blockedAdvice(input);
  if (input.status === "update") return updateAdvice(input);
  return input.status === "waiting" ? waitingAdvice(input) : currentAdvice(input);
}
